//! The API as a source: client, paging, following.

pub mod client;
pub mod follow;
pub mod merge_kinds;
pub mod paging;
pub mod version_detection;
