//! Fivetran's tables: which tables make which kind, and how rows become events.

pub mod catalog;
pub mod envelope;
pub mod lookups;
pub mod statement;
