//! Runs the commands of `--exec`: in parallel, in the order of the entries, with retries.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesOrdered;
use tokio::time::sleep;

use super::entry_output::EntryOutput;
use super::exec::ExecCommand;
use super::exit_conditions::{ExitConditions, FollowExit, until};
use super::source::FollowedEntry;
use crate::app::AppContext;
use crate::output::formats::{self};
use crate::output::style::OutputStyle;
use crate::output::writer::WriteError;
use connlog_core::error::{Code, Error, Result};
use connlog_core::record::Record;
use connlog_core::sanitize::Escaped;

/// The pause before the first retry. Each further pause is twice as long.
const PAUSE: Duration = Duration::from_secs(1);

/// The settings of the commands of a run.
pub(crate) struct ExecQueue {
    pub(crate) exec: ExecCommand,
    /// The most commands at the same time.
    pub(crate) parallel: usize,
    /// The style of the record on stdin.
    pub(crate) style: OutputStyle,
    /// The number of retries of a failed command.
    pub(crate) retries: u32,
    /// Whether the run ends when a command has failed and has no retry left.
    pub(crate) stops: bool,
}

impl ExecQueue {
    /// Runs the command for each entry, and may_write the entries whose command has ended, in their order.
    ///
    /// If the command of an entry ends the run, running commands may finish, but no later entry is written.
    pub(crate) async fn run_all(
        &self,
        entries: &mut dyn Iterator<Item = FollowedEntry>,
        exit: &ExitConditions,
        writer: &mut dyn EntryOutput,
        app: &AppContext,
    ) -> Result<(), FollowExit> {
        let mut running = FuturesOrdered::new();
        let mut end = Ok(());
        let mut may_write = true;
        loop {
            while running.len() < self.parallel && end.is_ok() {
                end = exit.check();
                let Some(entry) = entries.next().filter(|_| end.is_ok()) else { break };
                let record = self.record(&entry, app)?;
                running.push_back(async move { (self.run_with_retries(&entry, &record, exit, app).await, entry) });
            }
            let Some((result, entry)) = running.next().await else { return end };
            match result {
                Ok(()) if may_write => writer.entry(&entry)?,
                Ok(()) => {}
                Err(reason) => {
                    if may_write {
                        end = Err(reason);
                    }
                    may_write = false;
                }
            }
        }
    }

    /// Runs the command for one entry until it succeeds or has no retry left.
    ///
    /// # Errors
    ///
    /// When the run ends before the command succeeded, so that the entry must not count as emitted.
    async fn run_with_retries(
        &self,
        entry: &FollowedEntry,
        record: &Escaped,
        exit: &ExitConditions,
        app: &AppContext,
    ) -> Result<(), FollowExit> {
        let mut pause = PAUSE;
        for retry in 0..=self.retries {
            let Some(failure) = self.exec.run(record).await? else { return Ok(()) };
            let failure = format!("{failure} for the {}", entry_name(&entry.record));
            if retry < self.retries {
                app.warn(&format!("{failure}; retrying in {} s", pause.as_secs()));
                tokio::select! {
                    exit = exit.signals.first() => return Err(FollowExit::Signal(exit)),
                    () = until(exit.at) => return Err(FollowExit::Enough),
                    () = sleep(pause) => pause *= 2,
                }
            } else if self.stops {
                let fault = Error::new(Code::Io, failure)
                    .cause(format!("the command of --exec ran {}", times(retry + 1)))
                    .hint("repair the command; with --resume the next run begins with this entry; --exec-on-error skip skips it");
                return Err(FollowExit::Stop(WriteError::Failed(fault)));
            } else {
                app.warn(&failure);
            }
        }
        Ok(())
    }

    /// Formats the whole record on one line.
    fn record(&self, entry: &FollowedEntry, app: &AppContext) -> Result<Escaped> {
        let mut line = Escaped::default();
        let spec = formats::find("ndjson").ok_or_else(|| Error::new(Code::Internal, "the format ndjson is missing"))?;
        let written = (spec.make)(self.style.clone()).record(&mut line, &entry.record.view());
        written.map_err(|error| Error::new(Code::Internal, "cannot format a record").cause(error))?;
        line.hide(app.secrets());
        Ok(line)
    }
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// Returns the name of an entry in a warning: its kind, its id or event, and its time.
fn entry_name(record: &Record) -> String {
    let view = record.view();
    let text = |key: &str| view.text(key).filter(|text| !text.is_empty());
    let what = ["id", "event", "eventType", "action", "syncId"].into_iter().find_map(text);
    let what = what.map_or_else(String::new, |what| format!(" {what}"));
    let time =
        record.time().map_or_else(String::new, |time| format!(" of {}", connlog_core::time::Zone::Utc.rfc3339(time)));
    format!("entry {}{what}{time}", record.kind().name())
}
