//! The part of a query that the source could not filter.
