//! The commands of `--exec`: how many at once, and what happens where one fails.

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesOrdered;
use tokio::time::sleep;

use super::entry_writer::EntryWriter;
use super::exec::ExecCommand;
use super::exit_conditions::{ExitConditions, FollowExit, until};
use super::source::FollowedEntry;
use crate::app::AppContext;
use crate::output::formats::{self, Style};
use crate::output::writer::WriteError;
use connlog_core::error::{Code, Error, Result};
use connlog_core::record::Record;
use connlog_core::sanitize::Escaped;

/// The pause before a command is run again; the next pauses are twice as long as the one before.
const PAUSE: Duration = Duration::from_secs(1);

/// Commands for entries: which, how many at once, and how they get the record.
pub(crate) struct ExecQueue {
    pub(crate) exec: ExecCommand,
    pub(crate) parallel: usize,
    pub(crate) style: Style,
    /// How often a command that fails is run again.
    pub(crate) retries: u32,
    /// Whether a command that failed for good ends the following.
    pub(crate) stops: bool,
}

impl ExecQueue {
    /// Runs the command for each entry, and writes the entry's line when its command has ended, in their order. Behind an
    /// entry whose command ends the following, commands in flight end, and no line is written.
    pub(crate) async fn each(
        &self,
        entries: &mut dyn Iterator<Item = FollowedEntry>,
        ends: &ExitConditions,
        lines: &mut EntryWriter,
        process: &AppContext,
    ) -> Result<(), FollowExit> {
        let mut running = FuturesOrdered::new();
        let mut over = Ok(());
        let mut passes = true;
        loop {
            while running.len() < self.parallel && over.is_ok() {
                over = ends.over();
                let Some(entry) = entries.next().filter(|_| over.is_ok()) else { break };
                let record = self.record(&entry, process)?;
                running.push_back(async move { (self.succeed(&entry, &record, ends, process).await, entry) });
            }
            let Some((ended, entry)) = running.next().await else { return over };
            match ended {
                Ok(()) if passes => lines.entry(&entry)?,
                Ok(()) => {}
                Err(end) => {
                    if passes {
                        over = Err(end);
                    }
                    passes = false;
                }
            }
        }
    }

    /// Runs the command for one entry until it succeeds, or is given up. An error where the entry must not count as handed
    /// out.
    async fn succeed(
        &self,
        entry: &FollowedEntry,
        record: &Escaped,
        ends: &ExitConditions,
        process: &AppContext,
    ) -> Result<(), FollowExit> {
        let mut pause = PAUSE;
        for retry in 0..=self.retries {
            let Some(failure) = self.exec.run(record).await? else { return Ok(()) };
            let failure = format!("{failure} for the {}", name(&entry.record));
            if retry < self.retries {
                process.warn(&format!("{failure}; it runs again in {} s", pause.as_secs()));
                tokio::select! {
                    exit = ends.signals.first() => return Err(FollowExit::Signal(exit)),
                    () = until(ends.at) => return Err(FollowExit::Enough),
                    () = sleep(pause) => pause *= 2,
                }
            } else if self.stops {
                let fault = Error::new(Code::Io, failure)
                    .cause(format!("the command of --exec was run {}", times(retry + 1)))
                    .hint("repair the command; with --resume the next run begins with this entry; --exec-on-error skip passes over it");
                return Err(FollowExit::Stop(WriteError::Failed(fault)));
            } else {
                process.warn(&failure);
            }
        }
        Ok(())
    }

    /// The whole record on one line.
    fn record(&self, entry: &FollowedEntry, process: &AppContext) -> Result<Escaped> {
        let mut line = Escaped::default();
        let spec = formats::find("ndjson").ok_or_else(|| Error::new(Code::Internal, "there is no ndjson"))?;
        let written = (spec.make)(self.style.clone()).record(&mut line, &entry.record.view());
        written.map_err(|error| Error::new(Code::Internal, "a record cannot be written").cause(error))?;
        line.hide(process.secrets());
        Ok(line)
    }
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// What an entry is called in a warning: its kind, its id or what it is about, and its time.
fn name(record: &Record) -> String {
    let view = record.view();
    let text = |key: &str| view.text(key).filter(|text| !text.is_empty());
    let what = ["id", "event", "eventType", "action", "syncId"].into_iter().find_map(text);
    let what = what.map_or_else(String::new, |what| format!(" {what}"));
    let time =
        record.time().map_or_else(String::new, |time| format!(" of {}", connlog_core::time::Zone::Utc.rfc3339(time)));
    format!("entry {}{what}{time}", record.kind().name())
}
