//! Fivetran's tables: the tables of each kind, and the conversion of rows to events.

mod audit_actions;
pub mod catalog;
pub mod envelope;
pub mod lookups;
pub mod statement;
