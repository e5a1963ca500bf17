//! `connlog demo`: the demo API on a port of its own, for trying connlog, scripts and tests out.

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
  connlog demo                           prints the variables that point at it
  connlog demo --port 4010 > demo.env &
  sleep 1; set -a; . ./demo.env          from now on this shell asks the demo
  connlog demo --fault status=429@3 --fault cut@5%
                                         how does your script take a bad day?

A fault is KIND[=VALUE][@WHICH]. WHICH is the number of a request, N-M, N- or a
share like 5%; without it, every request is hit. The kinds:
  status=CODE  retry-after=SECONDS  html[=CODE]  empty  cut  truncated  untyped
  redirect=URL  delay=MS  hang  drop  no-total  over-total  short  skew=SECONDS
  shape

While it runs, GET /demo/requests lists the requests so far. POST /demo/faults?set=SPEC
orders other faults, and POST /demo/stop ends it; both want the header
`x-connlog-demo: 1`. Host must be 127.0.0.1, localhost or [::1] with the port.";

/// How the demo API behaves.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct DemoArgs {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "N", default_value_t = 0)]
    port: u16,
    /// Seed of the made-up entries: the same seed, the same entries
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Entries of each kind that exist at any time
    #[arg(long, value_name = "N", default_value_t = 4000)]
    entries: u64,
    /// Days the entries reach back, 1 to 90
    #[arg(long, value_name = "N", default_value_t = 6)]
    days: u32,
    /// Dialects served: both, late, zernio; or older, the API of before February 2026
    #[arg(long, value_name = "DIALECT", default_value = "both")]
    serves: ServedVersions,
    /// Wait before every answer
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = time::duration)]
    latency: Duration,
    /// Let one entry in ten appear late, by up to this long
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = time::duration)]
    late: Duration,
    /// Requests allowed in any 60 seconds
    #[arg(long, value_name = "N", default_value_t = 600)]
    rate_limit: u32,
    /// Something that goes wrong, see below; may be repeated
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
            .hint("leave --port out to take a free one")
    })?;
    let settings = format!("CONNLOG_BASE_URL={}\nCONNLOG_API_KEY={}\n", server.base_url(), server.key());
    process.print_text(&settings, Keep::LINES)?;
    process.note("the demo API runs until it is stopped with Ctrl-C; its key opens nothing else");
    server.wait();
    Ok(Exit::Done)
}
