//! The story behind one post, account, request, webhook event, connection or sync: what happened, the first cause, what it
//! hit, whether it is resolved, and what to do.
//!
//! A [`case::Case`] holds what a source has about the subject. [`rules::RULES`] turns it into a finding, and
//! [`story::Story`] is the result. docs/development/why.md lists the rules.

pub mod account_rules;
pub mod case;
pub mod entry;
pub mod finding;
pub mod fivetran_rules;
pub mod post_result;
pub mod post_rules;
pub mod request_rules;
pub mod rules;
pub mod schema;
pub mod story;
#[cfg(test)]
mod tests;
pub mod timeline;
pub mod webhook_settings;
