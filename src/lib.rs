//! connlog: the inspector for the connection and publishing logs of Late / Zernio.
//!
//! ```text
//!  argv, environment, files          the edge: main.rs, settings
//!         |
//!    cli -> settings                 everything optional becomes definite, once
//!         |
//!       query                        a vendor-neutral question; times absolute
//!         |
//!    fetch <-> vendor                HTTP, paging, retry; the vendor describes, fetch performs
//!         |
//!    records                         raw bytes kept, typed view laid over them when asked for
//!         |
//!    query::predicate                what the source could not filter
//!         |
//!    format                          begin, record..., finish
//!         |
//!    output                          stdout or file; a closed pipe is quiet
//! ```
//!
//! Nothing flows back up. `commands` ties the rooms together; `demo` is the built-in server, reached over HTTP only.

pub mod cli;
pub mod demo;
pub mod env;
pub mod error;
pub mod format;
pub mod output;
pub mod query;
pub mod record;
pub mod secret;
pub mod settings;
pub mod term;
pub mod time;
pub mod vendor;
