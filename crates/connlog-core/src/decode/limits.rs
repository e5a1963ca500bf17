//! The limits of decoding.

/// The size of a block in bytes, unless one value is longer.
pub const BLOCK: usize = 1 << 18;
/// The maximum size of one line, value or row in bytes.
pub const MOST: usize = 32 << 20;
/// The maximum number of nested wrappers. An archive of a subscription in an export has six.
pub(crate) const LAYERS: usize = 12;
/// The maximum number of keys of one object.
pub(crate) const WIDEST: usize = 1 << 20;
