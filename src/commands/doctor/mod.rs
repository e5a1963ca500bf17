//! `connlog doctor`: shows the origin of each setting, and checks key, rights, billing, webhooks, clock, quota and dialect.

pub mod access;
pub mod fivetran;

use std::borrow::Cow;
use std::path::Path;

use chrono::TimeDelta;
use clap::Args;
use serde::Serialize;

use super::Command;
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::api::ApiProvider;
use crate::args::unused::InputNeeds;
use crate::config::filters::SavedFilters;
use crate::config::provenance::ResolvedSetting;
use crate::config::{self, ApiSettings};
use crate::env;
use crate::output::terminal;
use crate::output::terminal::Palette;
use crate::runtime;
use crate::sources::api::client::retrying_client::{RetryingClient, SentRequest};
use crate::sources::api::client::transport::HttpResponse;
use crate::sources::api::session::ApiSession;
use crate::sources::api::version_detection;
use crate::sources::fivetran::FivetranSession;
use crate::sources::{self, SourceFact};
use connlog_core::error::{Code, Error, Exit, Result};
use connlog_core::escape::visible;
use connlog_core::json;
use connlog_core::providers::endpoint::PageRequest;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;
use connlog_core::sanitize::Keep;

/// Tolerated difference between the local clock and the clock of the server.
const CLOCK_TOLERANCE: TimeDelta = TimeDelta::seconds(30);

/// Flags of `doctor`.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  connlog doctor\n  connlog doctor --provider fivetran\n  connlog doctor --from postgres://HOST/DATABASE\n  connlog doctor --json | jq '.[] | select(.state != \"ok\")'"
)]
pub(crate) struct DoctorArgs {
    /// Print the report as a JSON array
    #[arg(long)]
    json: bool,
}

/// The state of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum FindingState {
    Ok,
    Warning,
    Failed,
    /// The API does not say it.
    Unknown,
}

/// One line of the report.
#[derive(Debug, Serialize)]
struct DoctorFinding {
    name: &'static str,
    state: FindingState,
    value: String,
    /// Origin of a setting, or reason for the state of a check.
    detail: Option<String>,
    /// What to do.
    advice: Option<String>,
}

impl From<SourceFact> for DoctorFinding {
    fn from(fact: SourceFact) -> Self {
        let state = if fact.is_warning { FindingState::Warning } else { FindingState::Ok };
        Self { name: fact.name, state, value: fact.value, detail: None, advice: None }
    }
}

impl Command for DoctorArgs {
    const INPUT: InputNeeds = InputNeeds::Api;

    fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        run(self, shared, app)
    }
}

fn run(args: &DoctorArgs, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
    app.signals.watch()?;
    let (mut findings, checked) = if let Some(examine) = sources::select(&shared.from)?.examine {
        match examine(shared, app) {
            Ok(facts) => (facts.into_iter().map(DoctorFinding::from).collect(), Ok(())),
            Err(fault) => (Vec::new(), Err(fault)),
        }
    } else if shared.from.is_fivetran()? {
        let session = FivetranSession::open(shared, app)?;
        let mut findings = settings(&session.api, app);
        let checked = match session.api.require_key() {
            Ok(_) => runtime::start()?.block_on(fivetran::check(&session, app, &mut findings)),
            Err(fault) => Err(fault),
        };
        (findings, checked)
    } else {
        let session = ApiSession::open(shared, app)?;
        let mut findings = settings(&session.api, app);
        let checked = match session.api.require_key() {
            Ok(_) => runtime::start()?.block_on(check(&session, app, &mut findings)),
            Err(fault) => Err(fault),
        };
        (findings, checked)
    };
    findings.extend(saved_filters(app)?);
    let failed = checked.err();
    if let Some(fault) = &failed {
        let value = fault.what.clone();
        let (detail, advice) = (fault.cause.clone(), fault.hint.clone());
        findings.push(DoctorFinding { name: "check", state: FindingState::Failed, value, detail, advice });
    }
    if args.json {
        app.print_json(&serde_json::json!(findings))?;
    } else {
        let choice = shared.look.colour(&app.env)?;
        let coloured = terminal::colour(choice, &app.env, app.stdout_is_terminal, false);
        app.print_text(&report(&findings, &Palette::new(coloured)), Keep::coloured(coloured))?;
    }
    Ok(failed.map_or(Exit::Done, |fault| fault.code.exit()))
}

/// Returns the names of the saved filters and their file; `None` without filters.
fn saved_filters(app: &AppContext) -> Result<Option<DoctorFinding>> {
    let filters = SavedFilters::load(&app.env)?;
    let names: Vec<String> = filters.names().map(|name| format!("@{name}")).collect();
    Ok((!names.is_empty()).then(|| DoctorFinding {
        name: "filters",
        state: FindingState::Ok,
        value: names.join(", "),
        detail: filters.path().map(|path| path.display().to_string()),
        advice: None,
    }))
}

/// Returns what the run uses of the configuration file. The URL and the key of the demo replace those in the file.
fn file_state(path: &Path, api: &ApiSettings) -> &'static str {
    match (path.exists(), &api.config_file) {
        (false, _) => "not there",
        (true, Some(_)) => "read",
        (true, None) => "read for preferences and saved filters; the demo has its own URL and key",
    }
}

/// Returns every setting with its origin.
fn settings(api: &ApiSettings, app: &AppContext) -> Vec<DoctorFinding> {
    let file = config::path(&app.env).ok();
    let setting = |name, value: String, origin: Option<String>| DoctorFinding {
        name,
        state: FindingState::Ok,
        value,
        detail: origin,
        advice: None,
    };
    let mut findings = vec![
        setting(
            "config file",
            file.as_ref().map_or_else(|| "none".to_owned(), |path| path.display().to_string()),
            file.as_ref().map(|path| file_state(path, api).to_owned()),
        ),
        match &api.context {
            Some(context) => setting("context", context.value.clone(), Some(origin(context))),
            None => setting("context", "none".to_owned(), None),
        },
        setting("base URL", api.base_url.value.to_string(), Some(origin(&api.base_url))),
        match &api.key {
            Some(key) => setting("API key", "set".to_owned(), Some(origin(key))),
            None => DoctorFinding { state: FindingState::Failed, ..setting("API key", "missing".to_owned(), None) },
        },
        match api.provider {
            ApiProvider::Zernio => setting("dialect", api.dialect.value.name().to_owned(), Some(origin(&api.dialect))),
            ApiProvider::Fivetran => setting("provider", api.provider.name().to_owned(), None),
        },
    ];
    let preferences = [
        ("time zone", env::ZONE, "utc"),
        ("output", env::OUTPUT, "table, in pipes plain"),
        ("colour", env::COLOR, "auto"),
    ];
    findings.extend(preferences.map(|(name, variable, default)| match app.env.get(variable) {
        Some(value) => setting(name, value.to_owned(), Some(format!("from {}", app.env.origin(variable)))),
        None => setting(name, default.to_owned(), Some("from default".to_owned())),
    }));
    let notes = api.warnings.iter().chain(&api.notes);
    findings.extend(notes.map(|note| DoctorFinding {
        name: "file",
        state: FindingState::Warning,
        value: note.clone(),
        detail: None,
        advice: None,
    }));
    findings
}

fn origin<T>(found: &ResolvedSetting<T>) -> String {
    let mut text = format!("from {}", found.origin);
    if !found.shadowed.is_empty() {
        let others: Vec<String> = found.shadowed.iter().map(ToString::to_string).collect();
        text.push_str("; not used: ");
        text.push_str(&others.join(", "));
    }
    text
}

/// Checks the API: the key if there is a route for it, else with a request for one entry.
async fn check(session: &ApiSession, app: &AppContext, findings: &mut Vec<DoctorFinding>) -> Result<()> {
    let connection = session.connect(app)?;
    let sender = connection.client();
    let verify = PageRequest { path: session.dialect().key_route.to_owned(), query: Vec::new() };
    let verified = sender.send(&verify, |reply| Ok(std::mem::take(&mut reply.body))).await?;
    clock(&verified.answer, app, findings);
    quota(&verified.answer, "minute", findings);
    let by_route = key(&sender, &verify, &verified, findings)?;
    let key = session.api.key.as_ref().map(|key| key.value.reveal()).unwrap_or_default();
    access::check(&sender, key, app, findings).await;
    let query = sample(app);
    let opened = version_detection::open(&sender, session.candidates(&query, app), &query).await?;
    if !by_route {
        let detail = Some("this server has no route to check a key, but lists entries with it".to_owned());
        findings.push(DoctorFinding {
            name: "key check",
            state: FindingState::Ok,
            value: "valid".to_owned(),
            detail,
            advice: None,
        });
    }
    let detail = if opened.certain { "found out from its entries" } else { "assumed: there are no entries to tell" };
    let kept = opened.source.retention_days();
    findings.push(DoctorFinding {
        name: "dialect spoken",
        state: FindingState::Ok,
        value: format!("{}, {kept} days kept", opened.source.name()),
        detail: Some(detail.to_owned()),
        advice: None,
    });
    Ok(())
}

/// Checks the key with the API. Returns `false` if the API has no route for it, or no answer in JSON.
fn key(
    sender: &RetryingClient<'_>,
    verify: &PageRequest,
    verified: &SentRequest<String>,
    findings: &mut Vec<DoctorFinding>,
) -> Result<bool> {
    let Some(body) = &verified.read else {
        return match verified.answer.reply.status {
            404 | 405 | 410 => Ok(false),
            _ => Err(sender.refusal(verify, verified)),
        };
    };
    // A web page says nothing about the key.
    let Some(members) = json::members(body) else { return Ok(false) };
    let text = |name: &str| {
        let (_, value) = members.iter().find(|(member, _)| member == name)?;
        json::scalar(value).map(Cow::into_owned)
    };
    if text("valid").as_deref() == Some("false") {
        return Err(Error::new(Code::AuthInvalid, "the API reports that the key is not valid")
            .cause(format!("GET {}", verify.path))
            .hint("check the key in the dashboard; it may be revoked or expired"));
    }
    let facts = ["name", "authType", "scope"].iter().filter_map(|name| Some(format!("{name} {}", text(name)?)));
    let detail = facts.collect::<Vec<_>>().join(", ");
    findings.push(DoctorFinding {
        name: "key check",
        state: FindingState::Ok,
        value: "valid".to_owned(),
        detail: Some(detail),
        advice: None,
    });
    Ok(true)
}

fn clock(answer: &HttpResponse, app: &AppContext, findings: &mut Vec<DoctorFinding>) {
    let Some(date) = answer.date else { return };
    let off = app.now() - date;
    let well = off.abs() <= CLOCK_TOLERANCE;
    let direction = if off > TimeDelta::zero() { "ahead of" } else { "behind" };
    findings.push(DoctorFinding {
        name: "clock",
        state: if well { FindingState::Ok } else { FindingState::Warning },
        value: if well {
            "right".to_owned()
        } else {
            format!("{} s {direction} the server's", off.num_seconds().abs())
        },
        detail: (!well).then(|| "--since and --until count from this machine's clock".to_owned()),
        advice: (!well).then(|| "set the clock of this machine".to_owned()),
    });
}

fn quota(answer: &HttpResponse, span: &str, findings: &mut Vec<DoctorFinding>) {
    let (Some(limit), Some(remaining)) = (answer.rate.limit, answer.rate.remaining) else { return };
    let low = remaining.saturating_mul(10) < limit;
    let detail = format!("requests of the running {span}");
    findings.push(DoctorFinding {
        name: "quota",
        state: if low { FindingState::Warning } else { FindingState::Ok },
        value: format!("{remaining} of {limit} left"),
        detail: Some(detail),
        advice: None,
    });
}

/// Returns a query for one entry.
fn sample(app: &AppContext) -> Query {
    let window = Window { since: None, until: None, days: None, now: app.now() };
    let filters = Filters::default();
    let kind = Kind::of_the_api()[0];
    Query { kind, filters, window, limit: Some(1), skip: 0, page_size: None, optional: false }
}

fn report(findings: &[DoctorFinding], palette: &Palette) -> String {
    let width = findings.iter().map(|finding| finding.name.len()).max().unwrap_or_default();
    let mut text = String::new();
    for finding in findings {
        let (mark, style) = match finding.state {
            FindingState::Ok => ("✓", palette.good),
            FindingState::Warning => ("!", palette.warn),
            FindingState::Failed => ("✗", palette.bad),
            FindingState::Unknown => ("?", palette.warn),
        };
        let name = format!("{:width$}", finding.name);
        text.extend([&*Palette::paint(style, mark), " ", &name, "  ", &*visible(&finding.value)]);
        if let Some(detail) = finding.detail.as_deref().filter(|detail| !detail.is_empty()) {
            text.push_str(&Palette::paint(palette.dim, &format!("  ({})", visible(detail))));
        }
        text.push('\n');
        if let Some(advice) = &finding.advice {
            text.push_str(&format!("{:width$}    do: {}\n", "", visible(advice)));
        }
    }
    text
}
