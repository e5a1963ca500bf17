//! The kinds of entries that a case consists of.

use connlog_core::record::Kind;

pub(super) const CONNECTIONS: Kind = Kind::named("connection");
pub(super) const POSTS: Kind = Kind::named("post");
pub(super) const CALLS: Kind = Kind::named("api_request");
pub(super) const DELIVERIES: Kind = Kind::named("webhook");
pub(super) const MESSAGES: Kind = Kind::named("message");
