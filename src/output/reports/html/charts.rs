//! The charts of the page: inline SVG without text, stretched to the width of the page, with labels in HTML.

use chrono::{DateTime, TimeDelta, Utc};
use maud::{html, Markup};

use crate::output::reports::{wording, ReportContext};
use connlog_core::gate::verdict::{VerdictBucket, Counts, Verdict};

/// The most columns. More would be too narrow on a small screen.
const COLUMNS: usize = 120;
/// The least height of 100 of a column that is not empty.
const MIN_HEIGHT: f64 = 1.5;

/// Draws the failure rate over time above the number of entries.
pub(super) fn over_time(verdict: &Verdict, context: &ReportContext) -> Markup {
    let series = columns(&verdict.series);
    let rates = series.iter().filter_map(|bucket| bucket.counts.rate());
    let top = nice_share(rates.fold(0.0, f64::max));
    let most = nice_count(series.iter().map(|bucket| bucket.counts.records).max().unwrap_or_default());
    let failures = |counts: Counts| counts.rate().map_or(0.0, |rate| rate / top);
    #[expect(clippy::cast_precision_loss, reason = "heights in a drawing")]
    let share = |count: u64| count as f64 / most as f64;
    html! {
        div.panel {
            figure {
                div.plot {
                    h3 #rate-title { "Share of failures" }
                    (scale(&wording::end_of_scale(top), &wording::end_of_scale(top / 2.0)))
                    (draw(&series, context, "rate-title", &peak(&series, context), |at, bucket| html! {
                        (column("rate", at, failures(bucket.counts)))
                    }))
                }
                div.plot.low {
                    h3 #count-title { "Number of " (wording::kinds(verdict)) }
                    (scale(&connlog_core::wording::grouped(most), ""))
                    (draw(&series, context, "count-title", &total(verdict), |at, bucket| html! {
                        (column("records", at, share(bucket.counts.records)))
                        (column("failures", at, share(bucket.counts.failures)))
                    }))
                    (span(&series, context))
                }
            }
            p.legend {
                span { i.failed-key {} "failed" }
                span { i {} "all" }
                @if series.iter().any(|bucket| bucket.counts.records == 0) { span { i.nothing-key {} "no entries" } }
                span { "one column is " (length(&series)) ", times are " (wording::zone(context.zone)) }
            }
            details {
                summary { "These numbers as a table" }
                div.scroll tabindex="0" role="region" aria-label="Numbers over time" { (table(&series, context)) }
            }
        }
    }
}

/// Draws a share as a bar. It is hidden from screen readers, because the number is next to it.
pub(super) fn bar(share: f64) -> Markup {
    let width = if share > 0.0 { (share * 100.0).clamp(MIN_HEIGHT, 100.0) } else { 0.0 };
    html! {
        svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.track width="100" height="10" {}
            rect.rate width=(format!("{width:.2}")) height="10" {}
        }
    }
}

/// Adds up neighbouring buckets until there are at most [`COLUMNS`].
fn columns(series: &[VerdictBucket]) -> Vec<VerdictBucket> {
    series.chunks(series.len().div_ceil(COLUMNS).max(1)).filter_map(join).collect()
}

fn join(chunk: &[VerdictBucket]) -> Option<VerdictBucket> {
    let mut counts = Counts::default();
    for bucket in chunk {
        counts.records += bucket.counts.records;
        counts.failures += bucket.counts.failures;
        counts.healed += bucket.counts.healed;
        counts.known += bucket.counts.known;
    }
    let seconds = chunk.iter().map(|bucket| bucket.seconds).sum();
    chunk.first().map(|first| VerdictBucket { start: first.start, seconds, counts })
}

/// Returns the end of a scale of shares: the first round number from `share`.
pub(super) fn nice_share(share: f64) -> f64 {
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8].into_iter().find(|nice| share <= *nice).unwrap_or(1.0)
}

/// Returns the end of a scale of counts: the first of 1, 2, 5, 10, 20... from `count`.
fn nice_count(count: u64) -> u64 {
    let mut unit = 1_u64;
    loop {
        let nice = [1, 2, 5].into_iter().map(|digit| unit.saturating_mul(digit)).find(|nice| count <= *nice);
        match nice {
            Some(nice) => return nice,
            None => unit = unit.saturating_mul(10),
        }
    }
}

fn scale(top: &str, middle: &str) -> Markup {
    html! {
        div.scale aria-hidden="true" { span { (top) } span { (middle) } span { "0" } }
    }
}

/// Draws a chart: lines, the shape of each bucket, and its text under the pointer.
fn draw(
    series: &[VerdictBucket],
    context: &ReportContext,
    title: &str,
    description: &str,
    shape: impl Fn(usize, &VerdictBucket) -> Markup,
) -> Markup {
    let (width, id) = (series.len().max(1), format!("{title}-description"));
    html! {
        svg viewBox={ "0 0 " (width) " 100" } preserveAspectRatio="none" role="img" aria-labelledby={ (title) " " (id) } {
            desc id=(id) { (description) }
            @for height in [0, 50, 100] {
                line.rule x1="0" x2=(width) y1=(height) y2=(height) {}
            }
            @for (at, bucket) in series.iter().enumerate() {
                @if bucket.counts.records == 0 { rect.nothing x=(at) width="1" height="100" {} }
                (shape(at, bucket))
                rect.touch x=(at) width="1" height="100" { title { (bucket_text(bucket, context)) } }
            }
        }
    }
}

fn column(class: &str, at: usize, share: f64) -> Markup {
    if share <= 0.0 {
        return html! {};
    }
    let height = (share * 100.0).clamp(MIN_HEIGHT, 100.0);
    html! {
        rect class=(class) x=(format!("{at}.1")) width="0.8" y=(format!("{:.2}", 100.0 - height)) height=(format!("{height:.2}")) {}
    }
}

/// Describes one column.
fn bucket_text(bucket: &VerdictBucket, context: &ReportContext) -> String {
    let counts = bucket.counts;
    let start = wording::minute(bucket.start, context.zone);
    let (failures, records) = (connlog_core::wording::grouped(counts.failures), connlog_core::wording::grouped(counts.records));
    match counts.rate() {
        Some(rate) => format!("{start}: {failures} of {records} failed ({})", wording::percent(rate)),
        None => format!("{start}: no entries"),
    }
}

/// Describes the highest column.
fn peak(series: &[VerdictBucket], context: &ReportContext) -> String {
    let rate = |bucket: &VerdictBucket| bucket.counts.rate().unwrap_or_default();
    match series.iter().filter(|bucket| bucket.counts.failures > 0).max_by(|a, b| rate(a).total_cmp(&rate(b))) {
        Some(worst) => format!("Columns over time. The highest: {}.", bucket_text(worst, context)),
        None => "Columns over time. There are no failures.".to_owned(),
    }
}

fn total(verdict: &Verdict) -> String {
    format!("Columns over time, failures in front of all entries. Total: {}.", wording::numbers(verdict))
}

/// Labels the time axis.
fn span(series: &[VerdictBucket], context: &ReportContext) -> Markup {
    let label = |moment: Option<DateTime<Utc>>| moment.map(|at| wording::minute(at, context.zone)).unwrap_or_default();
    let end = series.last().and_then(|last| {
        let length = TimeDelta::try_seconds(i64::try_from(last.seconds).ok()?)?;
        last.start.checked_add_signed(length)
    });
    html! {
        div.span aria-hidden="true" {
            span { (label(series.first().map(|first| first.start))) }
            span.middle { (label(series.get(series.len() / 2).map(|middle| middle.start))) }
            span { (label(end)) }
        }
    }
}

/// Formats the duration of a column in the largest fitting unit.
fn length(series: &[VerdictBucket]) -> String {
    let seconds = series.first().map_or(0, |bucket| bucket.seconds);
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let fitting = units.into_iter().find(|(unit, _)| seconds > 0 && seconds.is_multiple_of(*unit));
    let (unit, name) = fitting.unwrap_or((1, "second"));
    match seconds / unit {
        1 => format!("1 {name}"),
        count => format!("{count} {name}s"),
    }
}

fn table(series: &[VerdictBucket], context: &ReportContext) -> Markup {
    html! {
        table {
            thead { tr {
                th scope="col" { "from" }
                th.number scope="col" { "entries" }
                th.number scope="col" { "failures" }
                th.number scope="col" { "rate" }
            } }
            tbody {
                @for bucket in series {
                    tr {
                        th scope="row" { (wording::minute(bucket.start, context.zone)) }
                        td.number { (connlog_core::wording::grouped(bucket.counts.records)) }
                        td.number { (connlog_core::wording::grouped(bucket.counts.failures)) }
                        td.number { (bucket.counts.rate().map(wording::percent).unwrap_or_default()) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use connlog_core::time::instant;

    fn bucket(records: u64) -> VerdictBucket {
        let counts = Counts { records, failures: 1, ..Counts::default() };
        VerdictBucket { start: instant("2026-11-20T12:00:00Z").unwrap(), seconds: 60, counts }
    }

    #[test]
    fn a_long_series_is_added_up_without_loss() {
        let series: Vec<VerdictBucket> = (0..1_000).map(bucket).collect();
        let joined = columns(&series);
        assert_eq!(joined.len(), 112);
        assert_eq!(joined.iter().map(|bucket| bucket.counts.records).sum::<u64>(), (0..1_000).sum::<u64>());
        assert_eq!(joined.iter().map(|bucket| bucket.counts.failures).sum::<u64>(), 1_000);
        assert_eq!((joined[0].seconds, length(&joined).as_str()), (540, "9 minutes"));
        assert!(columns(&[]).is_empty());
    }

    #[test]
    fn scales_end_at_round_numbers_above_the_values() {
        assert_eq!([0, 1, 3, 5, 6, 70, 101].map(nice_count), [1, 1, 5, 5, 10, 100, 200]);
        assert_eq!(nice_count(u64::MAX), u64::MAX);
        let ends = [0.0, 0.03, 0.21, 0.81, 1.0].map(|share| wording::end_of_scale(nice_share(share)));
        assert_eq!(ends, ["1%", "5%", "40%", "100%", "100%"]);
    }
}
