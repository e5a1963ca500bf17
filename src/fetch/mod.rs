//! The only rooms that talk to a network: sending, retrying, walking pages, and following what comes. Everything
//! vendor-specific is asked of a [`Source`](crate::vendor::Source).

pub mod budget;
pub mod follow;
pub mod http;
pub mod merge;
pub mod pages;
pub mod plan;
pub mod probe;
pub mod retry;
pub mod reversed;
pub mod seam;
pub mod send;
pub mod wire;
