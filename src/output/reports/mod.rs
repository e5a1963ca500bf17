//! Reports: a verdict in, a file for a CI system out. The exit code says how a job ends, a report says why, where people look.
//!
//! Adding a format is one file that exports a [`ReportSpec`] named `SPEC`, and its name in the list below.

pub mod atomic_file;
pub mod deduplicate;
pub mod wording;

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::str::FromStr;

use crate::env::{self, Env};
use connlog_core::error::{Code, Error, Result};
use connlog_core::gate::verdict::Verdict;
use connlog_core::sanitize::Escaped;
use connlog_core::secret_registry::SecretRegistry;
use connlog_core::time::Zone;

/// Declares the formats' modules and the registry of their specs, in the order help and completions show them.
macro_rules! reports {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every format there is.
        pub const REPORTS: &[ReportSpec] = &[$($module::SPEC),*];
    };
}

reports![junit, github, gitlab, sarif, md, html, json];

/// What is known of a report format, and how a verdict becomes one.
#[derive(Debug)]
pub struct ReportSpec {
    pub name: &'static str,
    pub about: &'static str,
    /// Whether a file must be named. What needs none goes to the log of the job.
    pub needs_file: bool,
    /// Makes the report itself.
    render: fn(&Verdict, &ReportContext) -> io::Result<Escaped>,
    /// Adds what the CI system wants in files of its own.
    deliver: fn(&Verdict, &ReportContext) -> Result<()>,
}

/// Writes to the log of the job.
pub type Log = Rc<dyn Fn(&Escaped) -> io::Result<()>>;

/// What a report is told beside the verdict.
#[derive(Clone)]
pub struct ReportContext {
    /// The zone that reports for people show times in.
    pub zone: Zone,
    /// The file of the repository that findings are pinned to (`--report-path`); each format has a default.
    pub location: Option<String>,
    /// The workflow file that runs us on GitHub.
    workflow: Option<String>,
    /// Files of the GitHub runner: Markdown for people, `name=value` for later steps.
    summary: Option<PathBuf>,
    outputs: Option<PathBuf>,
    /// The log of the job. Not stdout, which is for data.
    log: Log,
    secrets: SecretRegistry,
}

impl ReportContext {
    /// What the environment says; times in UTC.
    pub fn new(env: &Env, log: Log, secrets: SecretRegistry) -> Self {
        Self {
            zone: Zone::Utc,
            location: None,
            workflow: env.get(env::GITHUB_WORKFLOW).and_then(workflow).map(str::to_owned),
            summary: env.path(env::GITHUB_SUMMARY),
            outputs: env.path(env::GITHUB_OUTPUT),
            log,
            secrets,
        }
    }
}

/// The path in `owner/repository/.github/workflows/file.yml@refs/heads/main`.
fn workflow(reference: &str) -> Option<&str> {
    reference.split('@').next()?.splitn(3, '/').nth(2)
}

/// One report that is asked for, as `junit=report.xml`.
#[derive(Debug, Clone)]
pub struct ReportTarget {
    pub format: &'static ReportSpec,
    /// `None` for a format that needs no file.
    pub path: Option<PathBuf>,
}

impl FromStr for ReportTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, path) = text.split_once('=').map_or((text, None), |(name, path)| (name, Some(path)));
        let known = || REPORTS.iter().map(|spec| spec.name).collect::<Vec<_>>().join(", ");
        let format = REPORTS
            .iter()
            .find(|spec| spec.name == name)
            .ok_or_else(|| format!("`{name}` is no report; there are {}", known()))?;
        match path {
            Some("") => Err(format!("a file is missing: write {name}=FILE")),
            Some("-") => Err(format!("stdout is for the result: write {name}=FILE")),
            None if format.needs_file => Err(format!("`{name}` needs a file: write {name}=FILE")),
            path => Ok(Self { format, path: path.map(PathBuf::from) }),
        }
    }
}

/// Checks that no two reports go to one file, of which the first would be lost.
pub fn distinct(targets: &[ReportTarget]) -> Result<()> {
    for (at, target) in targets.iter().enumerate() {
        if target.path.is_some() && targets.iter().take(at).any(|other| other.path == target.path) {
            let path = target.path.as_deref().unwrap_or_else(|| "".as_ref()).display();
            return Err(Error::usage(format!("two reports go to {path}")).hint("give each a file of its own"));
        }
    }
    Ok(())
}

/// Writes one report. A file appears whole or not at all; folders on the way to it are made.
pub fn write(verdict: &Verdict, target: &ReportTarget, context: &ReportContext) -> Result<()> {
    let format = target.format;
    let mut text = (format.render)(verdict, context)
        .map_err(|error| Error::new(Code::Internal, format!("cannot make the {} report", format.name)).cause(error))?;
    text.hide(&context.secrets);
    match &target.path {
        Some(path) => atomic_file::replace(path, |out| out.write_all(text.as_bytes())).map_err(|error| {
            Error::new(Code::Io, format!("cannot write the {} report to {}", format.name, path.display()))
                .cause(error)
                .hint("check the folder and its permissions")
        })?,
        None => (context.log)(&text).map_err(|error| {
            Error::new(Code::Io, format!("cannot write the {} report to stderr", format.name)).cause(error)
        })?,
    }
    (format.deliver)(verdict, context)
}

/// Adds `text` to a file of the runner.
fn append(path: &Path, mut text: Escaped, context: &ReportContext) -> io::Result<()> {
    text.hide(&context.secrets);
    OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}

/// Writes every report, also when one of them fails; the first failure is told.
pub fn write_all(verdict: &Verdict, targets: &[ReportTarget], context: &ReportContext) -> Result<()> {
    targets.iter().map(|target| write(verdict, target, context)).fold(Ok(()), Result::and)
}

/// For formats that are done with their file.
#[expect(clippy::unnecessary_wraps, reason = "a Spec's `deliver` may fail")]
fn nothing_more(_: &Verdict, _: &ReportContext) -> Result<()> {
    Ok(())
}
