//! Groups of flags that commands share. `config` resolves their values together with the environment and files.

pub mod api;
pub(crate) mod field_names;
pub mod filters;
pub mod fivetran_filters;
pub mod input;
pub mod kind_filters;
pub mod kinds;
pub mod known_values;
pub mod network;
pub(crate) mod open_value;
pub mod output;
pub mod pattern;
pub mod status;
pub mod unused;
pub mod window;

use std::path::PathBuf;

pub use self::api::ApiArgs;
pub use self::filters::{EntryArgs, FilterArgs, SyncFilterArgs};
pub use self::fivetran_filters::FivetranArgs;
pub use self::input::FromArgs;
pub use self::network::NetworkArgs;
pub use self::output::{DisplayArgs, OutputArgs, join_color};
pub use self::window::{ContextArgs, PagingArgs, SortArgs, WindowArgs};

/// The flags that every command accepts.
pub(crate) struct GlobalArgs {
    pub(crate) from: FromArgs,
    /// The file of the command's `--out`.
    pub(crate) out: Option<PathBuf>,
    pub(crate) api: ApiArgs,
    pub(crate) network: NetworkArgs,
    pub(crate) look: DisplayArgs,
}
