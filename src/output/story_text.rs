//! The output of `connlog why`: the story as text for a terminal or a pipe, and as Markdown for a ticket.

use chrono::{DateTime, Utc};
use unicode_width::UnicodeWidthStr as _;

use super::markdown::inert;
use super::terminal::Palette;
use super::wrap::{LongWords, wrap};
use connlog_core::diagnosis::case::Case;
use connlog_core::diagnosis::finding::Resolution;
use connlog_core::diagnosis::story::{PlatformLine, Story};
use connlog_core::escape::visible;
use connlog_core::time::Zone;
use connlog_core::wording::counted;

/// The width of the labels below the timeline.
const LABEL: usize = 10;
/// The width of a time and the space after it.
const TIME: usize = 21;
/// From this width on, the text of the timeline is beside its time; below it, under it.
const BESIDE: usize = 70;

/// The layout of the text.
pub(crate) struct StoryStyle {
    pub(crate) palette: Palette,
    /// The width in columns; `None`: no line is wrapped.
    pub(crate) width: Option<usize>,
    pub(crate) zone: Zone,
    /// Whether to print the entries that the story rests on.
    pub(crate) entries: bool,
    /// Whether to print the result on each platform, also where log and post agree.
    pub(crate) platforms: bool,
}

/// Formats a story as text.
pub(crate) fn text(story: &Story, case: &Case, style: &StoryStyle) -> String {
    let mut out = String::new();
    for line in style.wrap(&story.headline, 0) {
        out += &format!("{}\n", Palette::paint(style.palette.strong, &line));
    }
    if !story.timeline.is_empty() {
        out.push('\n');
    }
    for line in &story.timeline {
        let entry = &case.entries[line.entry];
        let paint = if entry.has_failed() { style.palette.bad } else { owo_colors::Style::new() };
        style.dated(&mut out, entry.time, &line.text, paint);
    }
    if story.left_out > 0 {
        out += &format!("{}\n", Palette::paint(style.palette.dim, &left_out(story)));
    }
    for (place, platform) in style.platforms(story).enumerate() {
        if place == 0 {
            out.push('\n');
        }
        for line in platform_lines(platform, style.zone) {
            style.block(&mut out, &line, 2);
        }
    }
    out.push('\n');
    for (label, text) in remarks(story) {
        style.labelled(&mut out, label, &text);
    }
    if style.entries {
        out.push('\n');
        for (number, place) in story.entries().into_iter().enumerate() {
            let record = visible(case.entries[place].record.shown()).into_owned();
            out += &format!("[{number}] {record}\n");
        }
    }
    out
}

impl StoryStyle {
    /// Returns the platforms to print: all of them, or those where log and post disagree.
    fn platforms<'s>(&self, story: &'s Story) -> impl Iterator<Item = &'s PlatformLine> {
        let all = self.platforms;
        story.platforms.iter().filter(move |line| all || line.disagrees)
    }

    fn wrap(&self, text: &str, indent: usize) -> Vec<String> {
        let text = visible(text);
        match self.width {
            Some(width) => wrap(&text, width.saturating_sub(indent).max(20), LongWords::Break),
            None => vec![text.into_owned()],
        }
    }

    /// Adds a line of the timeline: beside its time, or below it on a narrow terminal.
    fn dated(&self, out: &mut String, time: Option<DateTime<Utc>>, text: &str, paint: owo_colors::Style) {
        let moment = match (time, self.width) {
            (None, _) => "unknown time".to_owned(),
            (Some(time), Some(_)) => self.zone.wall(time).format("%Y-%m-%d %H:%M:%S").to_string(),
            (Some(time), None) => self.zone.rfc3339(time),
        };
        let is_beside = self.width.is_none_or(|width| width >= BESIDE);
        let dim = Palette::paint(self.palette.dim, &moment);
        let indent = if is_beside { TIME } else { 2 };
        if !is_beside {
            *out += &format!("{dim}\n");
        }
        for (place, piece) in self.wrap(text, indent).into_iter().enumerate() {
            let piece = Palette::paint(paint, &piece);
            if is_beside && place == 0 {
                *out += &format!("{dim}{}{piece}\n", " ".repeat(TIME.saturating_sub(moment.width()).max(1)));
            } else {
                *out += &format!("{}{piece}\n", " ".repeat(indent));
            }
        }
    }

    /// Adds a paragraph whose further lines are indented.
    fn block(&self, out: &mut String, text: &str, indent: usize) {
        for (place, piece) in self.wrap(text, indent).into_iter().enumerate() {
            let lead = if place == 0 { 0 } else { indent };
            *out += &format!("{}{piece}\n", " ".repeat(lead));
        }
    }

    fn labelled(&self, out: &mut String, label: &str, text: &str) {
        for (place, piece) in self.wrap(text, LABEL).into_iter().enumerate() {
            let label = if place == 0 { label } else { "" };
            let label = Palette::paint(self.palette.dim, &format!("{label:<LABEL$}"));
            *out += &format!("{label}{piece}\n");
        }
    }
}

/// Says how many entries the timeline leaves out.
fn left_out(story: &Story) -> String {
    match story.left_out {
        1 => "1 more entry is left out".to_owned(),
        count => format!("{count} more entries are left out"),
    }
}

/// Returns what post and log say about one account.
fn platform_lines(line: &PlatformLine, zone: Zone) -> Vec<String> {
    let target = &line.target;
    let status = target.status.as_deref().unwrap_or("without a status");
    let at = target
        .published
        .map_or_else(String::new, |time| format!(" at {}", zone.wall(time).format("%Y-%m-%d %H:%M:%S")));
    let accepted = target.platform_post.as_deref().is_some_and(|id| id.starts_with("v_pub_url~"));
    let accepted = if accepted { " (accepted, not yet live)" } else { "" };
    let detail =
        target.link.as_deref().or(target.message.as_deref()).map_or_else(String::new, |text| format!(": {text}"));
    let mut lines = vec![format!("{}: {status}{at}{accepted}{detail}", target.label())];
    if line.disagrees {
        let log = line.log.as_deref().unwrap_or_default();
        lines.push(format!("  log and post disagree; the log says: {log}"));
    }
    lines
}

/// Returns the remarks below the timeline: label and text.
fn remarks(story: &Story) -> Vec<(&'static str, String)> {
    let mut remarks = Vec::new();
    remarks.extend(also_hit(story).map(|text| ("Also hit", text)));
    match &story.finding.resolution {
        Resolution::Nothing => {}
        Resolution::Unknown => remarks.push(("Resolved", "unknown: no entry shows it".to_owned())),
        Resolution::No(text) => remarks.push(("Resolved", format!("no: {text}"))),
        Resolution::Yes(_, text) => remarks.push(("Resolved", format!("yes: {text}"))),
    }
    remarks.extend(story.finding.action.clone().map(|action| ("Do", action)));
    remarks.extend(story.facts.iter().map(|fact| ("Note", fact.clone())));
    remarks.extend(story.missing.iter().map(|missing| ("Missing", missing.clone())));
    remarks
}

/// Returns what the cause hit besides the subject.
fn also_hit(story: &Story) -> Option<String> {
    let hit = &story.affected;
    let count = |count: usize, noun: &str| (count > 0).then(|| counted(count as u64, noun));
    let deliveries = match hit.deliveries {
        0 => None,
        1 => Some("1 other delivery".to_owned()),
        count => Some(format!("{count} other deliveries")),
    };
    let parts: Vec<String> = [
        count(hit.posts.len(), "other post"),
        count(hit.accounts.len(), "other account"),
        deliveries,
        count(hit.syncs, "other sync"),
    ]
    .into_iter()
    .flatten()
    .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Formats a story as Markdown.
pub(crate) fn markdown(story: &Story, case: &Case, style: &StoryStyle) -> String {
    let mut out = format!("**{}**\n", inert(&story.headline));
    if !story.timeline.is_empty() {
        out += "\n| time | what happened |\n|---|---|\n";
    }
    for line in &story.timeline {
        let time = case.entries[line.entry].time.map_or_else(|| "unknown".to_owned(), |time| style.zone.rfc3339(time));
        out += &format!("| {time} | {} |\n", inert(&line.text));
    }
    if story.left_out > 0 {
        out += &format!("\n{}\n", left_out(story));
    }
    let platforms = style.platforms(story).flat_map(|platform| platform_lines(platform, style.zone));
    let platforms: Vec<String> = platforms.map(|line| format!("- {}\n", inert(line.trim_start()))).collect();
    if !platforms.is_empty() {
        out += &format!("\n{}", platforms.concat());
    }
    out.push('\n');
    for (label, text) in remarks(story) {
        out += &format!("- {label}: {}\n", inert(&text));
    }
    if style.entries {
        out.push('\n');
        for (number, place) in story.entries().into_iter().enumerate() {
            out += &format!("{}. {}\n", number + 1, super::markdown::code(case.entries[place].record.shown()));
        }
    }
    out
}
