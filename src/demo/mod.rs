//! The built-in demo API.
