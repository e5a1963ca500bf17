//! Groups of flags that commands share. They say what was typed; `settings` says what it means.

pub mod api;
pub mod filter;
pub mod from;
pub mod kinds;
pub mod network;
pub mod output;
mod pattern;
pub mod window;

pub use api::ApiArgs;
pub use filter::{EntryArgs, EventArgs, FilterArgs, FivetranArgs, PostArgs, SyncFilterArgs};
pub use from::FromArgs;
pub use network::NetworkArgs;
pub use output::{LookArgs, OutputArgs, join_color};
pub use window::{PagingArgs, WindowArgs};
