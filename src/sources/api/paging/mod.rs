//! Reads complete lists page by page. docs/development/paging.md explains the algorithm.

pub mod merge;
pub mod page_overlap;
pub mod page_plan;
pub mod pager;
mod repeated_pages;
pub mod reversed;
pub mod split_pager;
