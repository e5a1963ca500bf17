//! Late / Zernio, in both dialects.
