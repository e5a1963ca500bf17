//! The versions of the API that the demo serves.

/// The version of the API, which decides how rows are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DemoVersion {
    Late,
    Zernio,
}
