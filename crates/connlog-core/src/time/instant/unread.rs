//! The part of a time's text that is not read yet.

/// The unread text. Each method consumes what it reads, and nothing if it returns `None`.
pub(super) struct TimeReader<'t> {
    pub(super) rest: &'t str,
}
