//! `connlog demo`: serves the demo API on a loopback port, for trials, scripts and tests.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::api::ApiProvider;
use crate::args::unused::InputNeeds;
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::sanitize::Keep;
use connlog_core::time;
use connlog_demo::fault_injection::InjectedFault as DemoFault;
use connlog_demo::{self, DemoProvider, Options, ServedVersions};

const EXAMPLES: &str = "\
Examples:
  connlog demo                           prints the variables for the demo
  connlog demo --port 4010 > demo.env &
  sleep 1; set -a; . ./demo.env          this shell now uses the demo
  connlog demo --fault status=429@3 --fault cut@5%
                                         test a script with failures
  connlog demo --provider fivetran --connections 300
                                         the REST API of Fivetran

A fault is KIND[=VALUE][@WHICH]. WHICH is the number of a request, N-M, N- or a
share such as 5%; without it, every request fails. The kinds:
  status=CODE  retry-after=SECONDS  html[=CODE]  empty  cut  truncated  untyped
  redirect=URL  delay=MS  hang  drop  no-total  over-total  short  skew=SECONDS
  shape  no-history (Fivetran: the account has no sync history)

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
    /// Number of entries of each kind [default: 4000]
    #[arg(long, value_name = "N")]
    entries: Option<u64>,
    /// Age of the oldest entries in days, 1 to 90 [default: 6]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=90))]
    days: Option<u32>,
    /// Dialects: both, late, zernio, or older (the API before February 2026) [default: both]
    #[arg(long, value_name = "DIALECT")]
    serves: Option<ServedVersions>,
    /// Delay of every response
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = time::duration)]
    latency: Duration,
    /// Maximum delay of late entries (one entry in ten) [default: 0s]
    #[arg(long, value_name = "DURATION", value_parser = time::duration)]
    late: Option<Duration>,
    /// With --provider fivetran: number of connections [default: 24]
    #[arg(long, value_name = "N")]
    connections: Option<u64>,
    /// Requests allowed in any 60 seconds, of Fivetran in any hour [default: 600, of Fivetran 20000]
    #[arg(long, value_name = "N")]
    rate_limit: Option<u32>,
    /// Injected fault, see below; may be repeated
    #[arg(long = "fault", value_name = "SPEC")]
    faults: Vec<DemoFault>,
}

impl Command for DemoArgs {
    const INPUT: InputNeeds = InputNeeds::Demo;

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared.api.provider.unwrap_or_default(), app)
    }
}

/// Rejects flags that have no effect on the API of this provider.
fn reject_other_flags(args: &DemoArgs, provider: ApiProvider) -> Result<()> {
    let flags = match provider {
        ApiProvider::Zernio => vec![("--connections", args.connections.is_some())],
        ApiProvider::Fivetran => vec![
            ("--entries", args.entries.is_some()),
            ("--days", args.days.is_some()),
            ("--serves", args.serves.is_some()),
            ("--late", args.late.is_some()),
        ],
    };
    match flags.into_iter().find(|(_, used)| *used) {
        Some((flag, _)) => Err(Error::usage(format!("{flag} has no effect with --provider {}", provider.name()))
            .hint(format!("leave out {flag}"))),
        None => Ok(()),
    }
}

fn run(args: &DemoArgs, provider: ApiProvider, app: &AppContext) -> Result<Exit> {
    reject_other_flags(args, provider)?;
    let usual = Options::new(Arc::clone(&app.clock));
    let options = Options {
        provider: match provider {
            ApiProvider::Zernio => DemoProvider::Zernio,
            ApiProvider::Fivetran => DemoProvider::Fivetran,
        },
        connections: args.connections.unwrap_or(usual.connections),
        port: args.port,
        seed: args.seed,
        entries: args.entries.unwrap_or(usual.entries),
        days: args.days.unwrap_or(usual.days),
        serves: args.serves.unwrap_or_default(),
        latency: args.latency,
        late: args.late.unwrap_or_default(),
        rate_limit: args.rate_limit,
        faults: args.faults.clone(),
        ..usual
    };
    app.signals.watch()?;
    let server = connlog_demo::start(options).map_err(|error| {
        Error::new(Code::Io, format!("cannot serve the demo API on port {}", args.port))
            .cause(error)
            .hint("leave out --port to use a free port")
    })?;
    let url = server.base_url();
    let settings = match provider {
        ApiProvider::Zernio => format!("CONNLOG_BASE_URL={url}\nCONNLOG_API_KEY={}\n", server.key()),
        ApiProvider::Fivetran => {
            let (key, secret) = (connlog_demo::FIVETRAN_KEY, connlog_demo::FIVETRAN_SECRET);
            format!("CONNLOG_FIVETRAN_URL={url}\nCONNLOG_FIVETRAN_KEY={key}\nCONNLOG_FIVETRAN_SECRET={secret}\n")
        }
    };
    app.print_text(&settings, Keep::LINES)?;
    app.note("press Ctrl-C to stop the demo API; its key is valid only for this demo");
    server.wait();
    Ok(Exit::Done)
}
