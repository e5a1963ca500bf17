//! Reports: formats a verdict for a CI system.
//!
//! A report format is one file that exports a [`ReportSpec`] named `SPEC`, and its name in the list `reports!`.

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

/// Declares the modules of the formats and the list of their specs, in the order of help and completions.
macro_rules! reports {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// All formats.
        pub const REPORTS: &[ReportSpec] = &[$($module::SPEC),*];
    };
}

reports![junit, github, gitlab, sarif, md, html, json];

/// A report format.
#[derive(Debug)]
pub struct ReportSpec {
    /// The name in `--report`.
    pub name: &'static str,
    /// The description in help.
    pub about: &'static str,
    /// Whether `--report` must name a file. Other reports may go to the log of the job.
    pub needs_file: bool,
    /// Formats the report.
    render: fn(&Verdict, &ReportContext) -> io::Result<Escaped>,
    /// Writes further files of the CI system.
    deliver: fn(&Verdict, &ReportContext) -> Result<()>,
}

/// Writes to the log of the job.
pub type Log = Rc<dyn Fn(&Escaped) -> io::Result<()>>;

/// The settings of reports.
#[derive(Clone)]
pub struct ReportContext {
    /// The zone of times in reports for people.
    pub zone: Zone,
    /// `--report-path`: the file of the repository to which findings are attached. Each format has a default.
    pub location: Option<String>,
    /// The file of the running GitHub workflow.
    workflow: Option<String>,
    /// The file of the GitHub runner for Markdown.
    summary: Option<PathBuf>,
    /// The file of the GitHub runner for outputs of the step.
    outputs: Option<PathBuf>,
    /// The log of the job: stderr, because stdout is for data.
    log: Log,
    secrets: SecretRegistry,
}

impl ReportContext {
    /// Creates the settings from the environment, with times in UTC.
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

/// Returns the path in `owner/repository/.github/workflows/file.yml@refs/heads/main`.
fn workflow(reference: &str) -> Option<&str> {
    reference.split('@').next()?.splitn(3, '/').nth(2)
}

/// A value of `--report`, such as `junit=report.xml`.
#[derive(Debug, Clone)]
pub struct ReportTarget {
    pub format: &'static ReportSpec,
    /// The file; `None` for the log of the job.
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
            .ok_or_else(|| format!("unknown report `{name}`; expected {}", known()))?;
        match path {
            Some("") => Err(format!("the file is missing: write {name}=FILE")),
            Some("-") => Err(format!("a report cannot go to stdout: write {name}=FILE")),
            None if format.needs_file => Err(format!("`{name}` requires a file: write {name}=FILE")),
            path => Ok(Self { format, path: path.map(PathBuf::from) }),
        }
    }
}

/// Checks that no two reports go to the same file.
pub fn distinct(targets: &[ReportTarget]) -> Result<()> {
    for (at, target) in targets.iter().enumerate() {
        if target.path.is_some() && targets.iter().take(at).any(|other| other.path == target.path) {
            let path = target.path.as_deref().unwrap_or_else(|| "".as_ref()).display();
            return Err(Error::usage(format!("two reports go to {path}")).hint("use another file for each report"));
        }
    }
    Ok(())
}

/// Writes one report. Replaces its file atomically, and creates missing folders.
///
/// # Errors
///
/// When a file cannot be written.
pub fn write(verdict: &Verdict, target: &ReportTarget, context: &ReportContext) -> Result<()> {
    let format = target.format;
    let mut text = (format.render)(verdict, context).map_err(|error| {
        Error::new(Code::Internal, format!("cannot format the {} report", format.name)).cause(error)
    })?;
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

/// Appends `text` to a file of the runner.
fn append(path: &Path, mut text: Escaped, context: &ReportContext) -> io::Result<()> {
    text.hide(&context.secrets);
    OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}

/// Writes all reports, even if one of them fails.
///
/// # Errors
///
/// The first error.
pub fn write_all(verdict: &Verdict, targets: &[ReportTarget], context: &ReportContext) -> Result<()> {
    targets.iter().map(|target| write(verdict, target, context)).fold(Ok(()), Result::and)
}

/// The `deliver` of formats without further files.
#[expect(clippy::unnecessary_wraps, reason = "the `deliver` of another format may fail")]
fn deliver_nothing(_: &Verdict, _: &ReportContext) -> Result<()> {
    Ok(())
}
