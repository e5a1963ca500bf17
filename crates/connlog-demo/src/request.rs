//! A request, as far as routing needs it.

/// A request, as far as routing needs it.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub method: &'a str,
    pub path: &'a str,
    pub query: &'a str,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
}
