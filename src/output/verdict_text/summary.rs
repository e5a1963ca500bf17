//! The text of `connlog summary`: the numbers, the trend, the failures by cause, and the accounts that are not resolved.

use super::{TextLimits, VerdictPage, VerdictStyle};
use crate::output::terminal::Palette;
use connlog_core::gate::conditions::share;
use connlog_core::gate::verdict::{Counts, Verdict, VerdictBucket};
use connlog_core::wording::counted;

/// The most lines of the text, so that one screen of 40 lines also has the command, two notes and the prompt.
const LINES: usize = 36;
/// The limits of the text, the first that fits is used.
const LIMITS: [TextLimits; 4] = [
    TextLimits { causes: 3, rows: 5, names: 2 },
    TextLimits { causes: 3, rows: 3, names: 1 },
    TextLimits { causes: 2, rows: 4, names: 1 },
    TextLimits { causes: 2, rows: 2, names: 1 },
];
/// The most columns of the trend.
const COLUMNS: usize = 48;
/// The blocks of the trend: without failures, then with increasing numbers of failures.
const BLOCKS: [&str; 8] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/// Formats the summary. It has fewer causes and accounts where the lines are short.
pub(crate) fn summary(verdict: &Verdict, style: &VerdictStyle) -> String {
    let texts = LIMITS.map(|limits| text(verdict, style, limits));
    let fitting = texts.iter().position(|text| text.lines().count() <= LINES);
    let [.., last] = &texts;
    fitting.and_then(|at| texts.get(at)).unwrap_or(last).clone()
}

fn text(verdict: &Verdict, style: &VerdictStyle, limits: TextLimits) -> String {
    let mut page = VerdictPage { is_brief: true, ..VerdictPage::new(verdict, style, limits) };
    page.numbers(verdict);
    page.trend(verdict);
    page.causes(verdict);
    page.unresolved(verdict);
    if verdict.causes.len() > limits.causes || verdict.unhealed.len() > limits.rows {
        page.dim("", "all of them: add -o json (`connlog check --exit-zero` has more of them)");
    }
    page.text
}

impl VerdictPage<'_> {
    /// Adds the numbers, the kinds and the window, and what could not be read.
    fn numbers(&mut self, verdict: &Verdict) {
        let Palette { good, bad, warn, strong, .. } = self.style.palette;
        let (totals, kinds) = (verdict.totals, verdict.kinds.join(" and "));
        let records = counted(totals.records, "entry");
        let (line, look) = match (totals.failures, totals.records) {
            (_, 0) => (format!("no entries of {kinds}"), warn),
            (0, _) if verdict.reasons.is_empty() => (format!("no failures among {records} of {kinds}"), good),
            (0, _) => (format!("no failures were found among {records} of {kinds}"), warn),
            (some, _) => (format!("{} among {records} of {kinds} ({})", counted(some, "failure"), share(totals)), bad),
        };
        self.wrapped("", &line, |line| Palette::paint(strong, &Palette::paint(look, line)));
        let zone = self.style.zone;
        let since = verdict.since.map(|since| format!("since {}", zone.rfc3339(since)));
        let until = verdict.until.map(|until| format!("until {}", zone.rfc3339(until)));
        let place = [since, until, verdict.source.clone()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        self.dim("  ", &place);
        if totals.healed > 0 {
            self.dim("  ", &format!("{} resolved by a later success", totals.healed));
        }
        for doubt in &verdict.reasons {
            self.wrapped("  not judged: ", &doubt.message, |line| Palette::paint(warn, line));
        }
    }

    /// Adds the failures over time.
    fn trend(&mut self, verdict: &Verdict) {
        let each = verdict.series.len().div_ceil(COLUMNS).max(1);
        let points: Vec<Counts> = verdict.series.chunks(each).map(total).collect();
        let most = points.iter().map(|point| point.failures).max().unwrap_or(0);
        let Some(first) = verdict.series.first().filter(|_| most > 0 && points.len() > 1) else { return };
        let block = |point: &Counts| match point.failures {
            0 if point.records == 0 => " ",
            0 => BLOCKS[0],
            some => {
                let step = (some * 7).div_ceil(most).min(7);
                usize::try_from(step).ok().and_then(|step| BLOCKS.get(step)).copied().unwrap_or(BLOCKS[7])
            }
        };
        let bars: String = points.iter().map(block).collect();
        let minutes = first.seconds * each as u64 / 60;
        let span = if minutes.is_multiple_of(60) { format!("{}h", minutes / 60) } else { format!("{minutes}m") };
        self.text += &format!("  failures  {bars}\n");
        self.dim("            ", &format!("a column is {span}, █ is {most}, blank means no entries"));
    }
}

/// Returns the numbers of records and failures of several buckets.
fn total(buckets: &[VerdictBucket]) -> Counts {
    buckets.iter().fold(Counts::default(), |sum, VerdictBucket { counts, .. }| Counts {
        records: sum.records + counts.records,
        failures: sum.failures + counts.failures,
        ..sum
    })
}
