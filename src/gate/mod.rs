//! The gate: from records to a verdict. No I/O here: `commands/check.rs` reads, `report/` writes.

pub mod verdict;
