//! `connlog demo`: serves the demo API on a loopback port, for trials, scripts and tests.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::unused::InputNeeds;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::sanitize::Keep;
use connlog_core::time;
use connlog_demo::fault_injection::InjectedFault as DemoFault;
use connlog_demo::{self, Options, ServedVersions};

const EXAMPLES: &str = "\
Examples:
  connlog demo                           prints the variables for the demo
  connlog demo --port 4010 > demo.env &
  sleep 1; set -a; . ./demo.env          this shell now uses the demo
  connlog demo --fault status=429@3 --fault cut@5%
                                         test a script with failures

A fault is KIND[=VALUE][@WHICH]. WHICH is the number of a request, N-M, N- or a
share such as 5%; without it, every request fails. The kinds:
  status=CODE  retry-after=SECONDS  html[=CODE]  empty  cut  truncated  untyped
  redirect=URL  delay=MS  hang  drop  no-total  over-total  short  skew=SECONDS
  shape

GET /demo/requests lists the requests. POST /demo/faults?set=SPEC replaces the
faults, and POST /demo/stop ends the server; both require the header
`x-connlog-demo: 1`. Host must be 127.0.0.1, localhost or [::1] with the port.";

/// Flags of `demo`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DemoArgs {
    /// Port on 127.0.0.1; 0 selects a free port
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Seed of the generated entries
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Number of entries of each kind
    #[arg(long, value_name = "N", default_value_t = 4000)]
    entries: u64,
    /// Age of the oldest entries in days, 1 to 90
    #[arg(long, value_name = "N", default_value_t = 6)]
    days: u32,
    /// Dialects: both, late, zernio, or older (the API before February 2026)
    #[arg(long, value_name = "DIALECT", default_value = "both")]
    serves: ServedVersions,
    /// Delay of every response
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = time::duration)]
    latency: Duration,
    /// Maximum delay of late entries (one entry in ten)
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = time::duration)]
    late: Duration,
    /// Requests allowed in any 60 seconds
    #[arg(long, value_name = "N", default_value_t = 600)]
    rate_limit: u32,
    /// Injected fault, see below; may be repeated
    #[arg(long = "fault", value_name = "SPEC")]
    faults: Vec<DemoFault>,
}

impl Command for DemoArgs {
    const INPUT: InputNeeds = InputNeeds::Nothing;

    fn run(&self, _: &GlobalArgs, process: &mut AppContext) -> Result<Exit> {
        run(self, process)
    }
}

fn run(args: &DemoArgs, process: &AppContext) -> Result<Exit> {
    let options = Options {
        port: args.port,
        seed: args.seed,
        entries: args.entries,
        days: args.days,
        serves: args.serves,
        latency: args.latency,
        late: args.late,
        rate_limit: args.rate_limit,
        faults: args.faults.clone(),
        ..Options::new(Arc::clone(&process.clock))
    };
    process.signals.watch()?;
    let server = connlog_demo::start(options).map_err(|error| {
        Error::new(Code::Io, format!("cannot serve the demo API on port {}", args.port))
            .cause(error)
            .hint("leave out --port to use a free port")
    })?;
    let settings = format!("CONNLOG_BASE_URL={}\nCONNLOG_API_KEY={}\n", server.base_url(), server.key());
    process.print_text(&settings, Keep::LINES)?;
    process.note("press Ctrl-C to stop the demo API; its key is valid only for this demo");
    server.wait();
    Ok(Exit::Done)
}
