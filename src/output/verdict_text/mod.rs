//! Formats a verdict for people: a summary line, the reasons, remedies, and the command that lists the failures.

mod phrases;
mod summary;

use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthStr as _;

use self::phrases::{grouped, mixed, numbers, reason};
pub(crate) use self::summary::summary;
use super::columns::WIDE;
use super::columns::cells::brief_time;
use super::text_table::{self, TextColumn};
use crate::output::terminal::Palette;
use crate::output::wrap::{LongWords, wrap};
use connlog_core::escape::visible;
use connlog_core::gate::conditions::share;
use connlog_core::gate::verdict::{Cause, Counts, Verdict, VerdictAccount, VerdictGroup, VerdictReason, VerdictStatus};
use connlog_core::providers::endpoint::IdNames;
use connlog_core::time::{Age, Zone};
use connlog_core::wording::{self, counted};

/// The most failure codes in the text. The verdict in JSON and the reports contain all of them.
const REASONS: usize = 10;
/// The most groups and accounts in the text.
const ROWS: usize = 20;
/// The most platforms and accounts that are named for a failure code.
const NAMED: usize = 4;
/// The least width of the text in columns.
const MIN_WIDTH: usize = 30;

/// The style of the text.
pub(crate) struct VerdictStyle {
    pub(crate) palette: Palette,
    /// The width in columns; `None`: nothing is cut.
    pub(crate) width: Option<u16>,
    pub(crate) zone: Zone,
    /// Whether to show times as ages.
    pub(crate) ages: bool,
    /// `--warn-only`: a failed check is a warning.
    pub(crate) warning: bool,
    /// How to judge further kinds, if the user named none.
    pub(crate) other_kinds: Option<&'static str>,
    /// Whether names replace the ids of accounts and profiles.
    pub(crate) named: bool,
    /// The names by ids.
    pub(crate) names: IdNames,
}

/// Formats the whole text.
pub(crate) fn verdict(verdict: &Verdict, style: &VerdictStyle) -> String {
    let mut page = VerdictPage::new(verdict, style, TextLimits { causes: REASONS, rows: ROWS, names: NAMED });
    page.head(verdict);
    page.groups(verdict);
    page.causes(verdict);
    page.unresolved(verdict);
    page.command(verdict);
    page.text
}

/// Names the kinds that the source does not serve, after those that were judged.
fn without(verdict: &Verdict) -> String {
    let skipped = wording::joined(&verdict.skipped);
    if skipped.is_empty() { skipped } else { format!(" (without {skipped})") }
}

struct VerdictPage<'s> {
    style: &'s VerdictStyle,
    now: DateTime<Utc>,
    text: String,
    limits: TextLimits,
    /// Whether the text leaves out the newest message of a mixed cause.
    is_brief: bool,
}

/// How much of a verdict the text has.
#[derive(Debug, Clone, Copy)]
struct TextLimits {
    /// The most failure codes.
    causes: usize,
    /// The most accounts.
    rows: usize,
    /// The most platforms and accounts of a failure code.
    names: usize,
}

impl<'s> VerdictPage<'s> {
    fn new(verdict: &Verdict, style: &'s VerdictStyle, limits: TextLimits) -> Self {
        Self { style, now: verdict.now, text: String::new(), limits, is_brief: false }
    }

    fn width(&self) -> Option<usize> {
        self.style.width.map(|width| usize::from(width).max(MIN_WIDTH))
    }

    /// Adds a text that is wrapped between words. The first line begins with `first`, the other lines have the same indent.
    fn wrapped(&mut self, first: &str, text: &str, paint: impl Fn(&str) -> String) {
        let indent = first.width();
        let text_width = self.width().map_or(usize::MAX, |width| width.saturating_sub(indent).max(MIN_WIDTH / 2));
        for (at, line) in wrap(&visible(text), text_width, LongWords::Keep).iter().enumerate() {
            let begin = if at == 0 { first.to_owned() } else { " ".repeat(indent) };
            self.text += begin.as_str();
            self.text += &paint(line);
            self.text.push('\n');
        }
    }

    fn plain(&mut self, first: &str, text: &str) {
        self.wrapped(first, text, str::to_owned);
    }

    fn dim(&mut self, first: &str, text: &str) {
        let dim = self.style.palette.dim;
        self.wrapped(first, text, |line| Palette::paint(dim, line));
    }

    fn title(&mut self, text: &str) {
        self.text += "\n";
        self.text += &Palette::paint(self.style.palette.strong, text);
        self.text += "\n";
    }

    /// Returns the name of an account, or of a profile in `profile ID`; a text without a known id is unchanged.
    fn named(&self, account: &str) -> String {
        let names = &self.style.names;
        match account.strip_prefix("profile ").and_then(|id| names.get(id)) {
            Some(profile) => format!("profile {profile}"),
            None => names.get(account).map_or(account, String::as_str).to_owned(),
        }
    }

    /// Formats a time as an age, briefly in a narrow text, or in RFC 3339.
    fn time(&self, at: Option<DateTime<Utc>>) -> String {
        match at {
            None => "unknown".to_owned(),
            Some(instant) if self.style.ages => {
                format!("{} ago", Age { instant, now: self.now }).replace("now ago", "now")
            }
            // A narrow table would cut longer times.
            Some(instant) if self.style.width.is_some_and(|width| width < WIDE) => brief_time(self.style.zone, instant),
            Some(instant) => self.style.zone.rfc3339(instant),
        }
    }

    fn head(&mut self, verdict: &Verdict) {
        let Palette { good, bad, warn, .. } = self.style.palette;
        let (word, look) = match verdict.outcome {
            VerdictStatus::Passed => ("PASSED", good),
            VerdictStatus::Failed if self.style.warning => ("WARNING", warn),
            VerdictStatus::Failed => ("FAILED", bad),
            VerdictStatus::Undecided => ("UNDECIDED", warn),
            VerdictStatus::Incomplete => ("INCOMPLETE", warn),
        };
        let reasons: Vec<&VerdictReason> = verdict.reasons.iter().filter(|reason| reason.group.is_none()).collect();
        let mut messages = reasons.iter().map(|reason| &*reason.message);
        let line = match verdict.outcome {
            VerdictStatus::Passed => numbers(verdict),
            _ if reasons.len() < verdict.reasons.len() => grouped(verdict),
            _ => messages.next().unwrap_or_default().to_owned(),
        };
        let others = self.style.other_kinds.map_or_else(String::new, |command| format!(" (others too: {command})"));
        let kinds = format!("{}{}", wording::joined(&verdict.kinds), without(verdict));
        self.wrapped(&format!("{word}: "), &format!("{kinds}{others}: {line}"), str::to_owned);
        // Only the word has a colour, so that searches find the line.
        self.text = self.text.replacen(word, &Palette::paint(look, word), 1);
        let rest: Vec<&str> = messages.collect();
        rest.iter().take(ROWS).for_each(|message| self.plain("  ", message));
        self.more(rest.len(), ROWS, "reasons");
        if let Some(decision) = verdict.counts_as() {
            self.plain("  ", decision);
        }
        let Counts { healed, known, .. } = verdict.totals;
        let resolved = (healed > 0).then(|| format!("{healed} resolved by a later success"));
        let known = (known > 0).then(|| format!("{known} in the baseline"));
        let earlier = verdict.earlier_attempts.map(|earlier| {
            let attempts = counted(earlier, "earlier attempt");
            let verb = if earlier == 1 { "does" } else { "do" };
            format!("the last attempt of each post and account counts; {attempts} {verb} not")
        });
        for line in [earlier, resolved, known].into_iter().flatten() {
            self.dim("  ", &line);
        }
        let since = verdict.since.map(|since| format!(" since {}", self.style.zone.rfc3339(since)));
        let until = verdict.until.map(|until| format!(" until {}", self.style.zone.rfc3339(until)));
        let source = verdict.source.as_deref().map(|source| format!(", {source}"));
        let window = [since, until, source].into_iter().flatten().collect::<String>();
        self.dim("  ", &format!("{}{window}", wording::joined(&verdict.kinds)));
    }

    fn groups(&mut self, verdict: &Verdict) {
        let Some(first) = verdict.groups.first() else { return };
        self.title("By group");
        let mut columns = vec![
            TextColumn::text("", 0),
            TextColumn::number("failures", 0),
            TextColumn::number(&format!("{}s", verdict.unit.noun()), 4),
            TextColumn::number("rate", 3),
        ];
        columns.extend(first.key.iter().map(|(field, _)| TextColumn::text(&visible(field), 1)));
        let failed = |group: &VerdictGroup| verdict.reasons.iter().any(|reason| reason.group == Some(group.name()));
        let row = |group: &VerdictGroup| {
            let Counts { failures, records, .. } = group.counts;
            let mark = if failed(group) { "!" } else { "" };
            let values = group.key.iter().map(|(_, value)| visible(value.as_deref().unwrap_or("-")).into_owned());
            let numbers = [mark.to_owned(), failures.to_string(), records.to_string(), share(group.counts)];
            numbers.into_iter().chain(values).collect()
        };
        let failing = || verdict.groups.iter().filter(|group| group.counts.failures > 0);
        let rows: Vec<Vec<String>> = failing().take(ROWS).map(row).collect();
        if !rows.is_empty() {
            self.table(&columns, &rows);
        }
        self.more(failing().count(), ROWS, "with failures");
        let fine = verdict.groups.len() - failing().count();
        self.dim("  ", &format!("{} without failures", counted(fine as u64, "group")));
        let is_reason = |text: &String| verdict.reasons.iter().any(|reason| reason.message == *text);
        if let Some(unjudged) = verdict.unjudged.as_ref().filter(|text| !is_reason(text)) {
            self.dim("  ", unjudged);
        }
    }

    fn causes(&mut self, verdict: &Verdict) {
        if verdict.causes.is_empty() {
            return;
        }
        self.title("Failures by reason");
        let digits = verdict.causes.first().map_or(1, |cause| cause.failures.to_string().len());
        for cause in verdict.causes.iter().take(self.limits.causes) {
            self.cause(verdict, cause, digits);
        }
        self.more(verdict.causes.len(), self.limits.causes, "reasons");
    }

    fn cause(&mut self, verdict: &Verdict, cause: &Cause, digits: usize) {
        let Palette { bad, .. } = self.style.palette;
        let count = format!("{:>digits$}", cause.failures);
        let message = cause.message.as_deref().filter(|message| *message != cause.code);
        let code = reason(verdict, &cause.code);
        // A sentence of one platform would not be true of the others.
        let is_mixed = cause.messages_total > 1;
        let head = match message {
            Some(message) if !is_mixed && cause.has_words_as_code() => message.to_owned(),
            Some(_) if is_mixed => format!("{code}: {}", mixed(cause)),
            Some(message) => format!("{code}: {message}"),
            None => code.into_owned(),
        };
        let first = format!("  {count}  ");
        let begin = self.text.len();
        self.plain(&first, &head);
        let painted = self.text[begin..].replacen(&count, &Palette::paint(bad, &count), 1);
        self.text.replace_range(begin.., &painted);
        let indent = " ".repeat(first.width());
        let platforms = self.first_names(&cause.platforms, cause.platforms.len() as u64);
        let accounts: Vec<String> = cause.accounts.iter().map(|account| self.named(account)).collect();
        let accounts = self.first_names(&accounts, cause.accounts_total);
        let place: Vec<String> = [platforms, accounts].into_iter().filter(|text| !text.is_empty()).collect();
        self.dim(&indent, &format!("{}; newest {}", place.join(": "), self.time(cause.newest)));
        if let Some(message) = message.filter(|_| is_mixed && !self.is_brief) {
            self.plain(&format!("{indent}newest "), message);
        }
        if let (Some(meaning), Some(side), Some(remedy)) = (cause.meaning, cause.side, cause.remedy) {
            let retry = cause.retry.map_or_else(String::new, |retry| format!("; retry: {retry}"));
            self.plain(&format!("{indent}means  "), meaning);
            self.plain(&format!("{indent}side   "), &format!("{side}{retry}"));
            self.plain(&format!("{indent}fix    "), remedy);
        }
    }

    fn unresolved(&mut self, verdict: &Verdict) {
        if verdict.unhealed.is_empty() {
            return;
        }
        let is_status = verdict.kinds == ["status"];
        self.title(if is_status { "Accounts" } else { "Not resolved by a later success" });
        let columns = [
            TextColumn::number("failures", 4),
            TextColumn::text("platform", 2),
            TextColumn::account("account", 0),
            TextColumn::time("since", 3),
            TextColumn::time("newest", 5),
            TextColumn::text("reason", 1),
        ];
        let row = |account: &VerdictAccount| {
            let text = |value: &Option<String>| value.as_deref().map(|text| visible(&self.named(text)).into_owned());
            let profile = || text(&account.profile_id).map(|id| format!("profile {id}"));
            let whose = text(&account.account_name).or_else(|| text(&account.account_id)).or_else(profile);
            vec![
                account.failures.to_string(),
                text(&account.platform).unwrap_or_default(),
                whose.unwrap_or_default(),
                self.time(account.since),
                self.time(account.newest),
                visible(&reason(verdict, &account.code)).into_owned(),
            ]
        };
        let rows: Vec<Vec<String>> = verdict.unhealed.iter().take(self.limits.rows).map(row).collect();
        self.table(&columns, &rows);
        self.more(verdict.unhealed.len(), self.limits.rows, "accounts");
    }

    fn table(&mut self, columns: &[TextColumn], rows: &[Vec<String>]) {
        let width = self.width().map(|width| width.saturating_sub(2));
        for (at, line) in text_table::lines(columns, rows, width).into_iter().enumerate() {
            let line = if at == 0 { Palette::paint(self.style.palette.dim, &line) } else { line };
            self.text += &format!("  {line}\n");
        }
    }

    /// Formats the first `names`, and how many more of `all` there are.
    fn first_names(&self, names: &[String], all: u64) -> String {
        let first: Vec<&str> = names.iter().take(self.limits.names).map(String::as_str).collect();
        let more = all.saturating_sub(first.len() as u64);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        first.join(", ") + &more
    }

    fn more(&mut self, all: usize, shown: usize, what: &str) {
        if all > shown {
            self.dim("  ", &format!("and {} more {what}", all - shown));
        }
    }

    /// Adds the command that lists the failures. Wraps it so that it can be pasted into a shell.
    fn command(&mut self, verdict: &Verdict) {
        if verdict.totals.failures + verdict.totals.healed + verdict.totals.known == 0 || verdict.command.is_empty() {
            return;
        }
        self.title("List all failures");
        let command = visible(&verdict.command);
        let text_width = self.width().map_or(usize::MAX, |width| width.saturating_sub(6));
        // A line must not break within quotes.
        let lines = if command.contains('\'') {
            vec![command.into_owned()]
        } else {
            wrap(&command, text_width, LongWords::Keep)
        };
        self.text += &format!("  {}\n", lines.join(" \\\n    "));
    }
}
