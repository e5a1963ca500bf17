//! Paging: page plans, overlapping pages, and the merge of several lists.

pub mod merge;
pub mod page_overlap;
pub mod page_plan;
pub mod pager;
pub mod reversed;
