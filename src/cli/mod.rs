//! Groups of flags that commands share. They say what was typed; `settings` says what it means.

pub mod api;
pub mod network;

pub use api::ApiArgs;
pub use network::NetworkArgs;
