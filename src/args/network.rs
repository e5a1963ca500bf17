//! Flags for time limits, retries, sizes and concurrency of requests.

use std::time::Duration;

use clap::{Args, value_parser};

use crate::size;
use connlog_core::time;

const HEADING: &str = "Network";

#[derive(Debug, Clone, Default, Args)]
pub struct NetworkArgs {
    /// Time limit of one request [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = positive, global = true, help_heading = HEADING)]
    #[arg(hide_short_help = true)]
    pub timeout: Option<Duration>,

    /// Retry a failed request up to N times [default: 4]
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(0..=100), global = true)]
    #[arg(help_heading = HEADING, hide_short_help = true)]
    pub retries: Option<u32>,

    /// Total time to wait for rate limits [default: 2m]
    #[arg(long, value_name = "DURATION", value_parser = time::duration, global = true, help_heading = HEADING)]
    #[arg(hide_short_help = true)]
    pub max_wait: Option<Duration>,

    /// Maximum size of a response [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = size::parse, global = true, help_heading = HEADING)]
    #[arg(hide_short_help = true)]
    pub max_body: Option<u64>,

    /// Parallel requests, 1 to 64 [default: 4]
    #[arg(long, value_name = "N", value_parser = value_parser!(u8).range(1..=64), global = true)]
    #[arg(help_heading = HEADING, hide_short_help = true)]
    pub concurrency: Option<u8>,

    /// Print requests and responses, without the key
    #[arg(long, global = true, help_heading = HEADING, hide_short_help = true)]
    pub debug: bool,
}

fn positive(text: &str) -> Result<Duration, String> {
    match time::duration(text)? {
        Duration::ZERO => Err("expected a duration above zero, such as 30s".to_owned()),
        duration => Ok(duration),
    }
}
