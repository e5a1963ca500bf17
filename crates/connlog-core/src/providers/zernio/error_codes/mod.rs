//! The meaning of the API's error codes.
//!
//! Sources: the lists of GET /v1/connect/{platform} and of `errorCategory` in spec 1.444.0, and the API's page on
//! errors.

pub mod api;
pub mod connect;
pub mod connect_rights;
pub mod publish;

use crate::providers::error_codes::{ErrorCodeInfo, known};

/// The codes of connections, of posts, and of refused requests.
pub(super) const ALL: &[&[ErrorCodeInfo]] = &[connect::CODES, connect_rights::CODES, publish::CODES, api::CODES];
