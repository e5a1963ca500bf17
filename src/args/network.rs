//! Flags that say how patient and how busy connlog is on the network.

use std::time::Duration;

use clap::{Args, value_parser};

use crate::size;
use connlog_core::time;

const HEADING: &str = "Network";

#[derive(Debug, Clone, Default, Args)]
pub struct NetworkArgs {
    /// Give up on a request after this long [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = positive, global = true, help_heading = HEADING)]
    #[arg(hide_short_help = true)]
    pub timeout: Option<Duration>,

    /// Repeat a failed request at most this often; 0 never [default: 4]
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(0..=100), global = true)]
    #[arg(help_heading = HEADING, hide_short_help = true)]
    pub retries: Option<u32>,

    /// Wait at most this long in all where the API limits the rate; 0s never [default: 2m]
    #[arg(long, value_name = "DURATION", value_parser = time::duration, global = true, help_heading = HEADING)]
    #[arg(hide_short_help = true)]
    pub max_wait: Option<Duration>,

    /// Refuse an answer of more bytes than this, after it was unpacked [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = size::parse, global = true, help_heading = HEADING)]
    #[arg(hide_short_help = true)]
    pub max_body: Option<u64>,

    /// Keep at most this many requests in flight, 1 to 64 [default: 4]
    #[arg(long, value_name = "N", value_parser = value_parser!(u8).range(1..=64), global = true)]
    #[arg(help_heading = HEADING, hide_short_help = true)]
    pub concurrency: Option<u8>,

    /// Show each request and its answer on stderr, never the key
    #[arg(long, global = true, help_heading = HEADING, hide_short_help = true)]
    pub debug: bool,
}

fn positive(text: &str) -> Result<Duration, String> {
    match time::duration(text)? {
        Duration::ZERO => Err("a request needs some time; write it like 30s".to_owned()),
        duration => Ok(duration),
    }
}
