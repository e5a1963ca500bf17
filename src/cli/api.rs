//! Flags that say which API to ask, and with which key. No flag takes the key itself: process lists are public.

use std::path::PathBuf;

use clap::Args;

use crate::error::{Fault, Result};
use crate::settings::Dialect;

const HEADING: &str = "Where entries come from";

#[derive(Debug, Clone, Default, Args)]
pub struct ApiArgs {
    /// Ask the built-in demo API on loopback: no key, no network
    #[arg(long, global = true, help_heading = HEADING)]
    pub demo: bool,

    /// Use this context of the configuration file [env: CONNLOG_CONTEXT]
    #[arg(short, long, value_name = "NAME", global = true, help_heading = HEADING)]
    pub context: Option<String>,

    /// Read the API key from this file, `-` for stdin [env, the key itself: CONNLOG_API_KEY, ZERNIO_API_KEY, LATE_API_KEY]
    #[arg(long, value_name = "FILE", global = true, help_heading = HEADING)]
    pub api_key_file: Option<PathBuf>,

    /// Base URL of the API, without `/v1` [env: CONNLOG_BASE_URL, ZERNIO_API_URL, LATE_API_URL]
    /// [default: <https://zernio.com/api>]
    #[arg(long, value_name = "URL", global = true, help_heading = HEADING)]
    pub base_url: Option<String>,

    /// Which form of the API to speak [env: CONNLOG_DIALECT] [default: auto]
    #[arg(long, value_name = "DIALECT", value_enum, global = true, help_heading = HEADING)]
    pub dialect: Option<Dialect>,

    /// Allow plain http to hosts other than this machine: the key then travels readable
    #[arg(long, global = true, help_heading = HEADING)]
    pub insecure_http: bool,
}

impl ApiArgs {
    /// Whether the demo API is to be asked. A usage fault if another flag names another place or key.
    ///
    /// Checked here because clap compares global flags of one command level only.
    pub fn demo(&self) -> Result<bool> {
        let others = [
            ("--context", self.context.is_some()),
            ("--api-key-file", self.api_key_file.is_some()),
            ("--base-url", self.base_url.is_some()),
        ];
        match others.into_iter().find(|(_, typed)| *typed) {
            Some((flag, _)) if self.demo => Err(Fault::usage(format!("--demo and {flag} cannot be used together"))
                .cause("the demo API has an address and a key of its own")
                .hint(format!("leave out --demo or {flag}"))),
            _ => Ok(self.demo),
        }
    }
}
