//! The columns that the formats for people show: what happened, where, to which account, and why. Each says how to get
//! its text from a view and how it behaves when the line is narrow; escaping and painting are the formats' own.

pub mod cells;
pub mod kinds;

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::formats::Style;
use crate::output::terminal::Palette;
use connlog_core::json;
use connlog_core::json::rewrite::harmless;
use connlog_core::record::View;
use connlog_core::record::columns::{Cell, ColumnSpec};
pub(crate) use connlog_core::record::columns::{ColumnRole as Role, WIDE};
use connlog_core::record::path::FieldPath;
use connlog_core::record::semantics::Outcome;
use connlog_core::time::Zone;

/// A column: its title, its text, and its place among the others.
pub(crate) struct Column {
    pub title: Cow<'static, str>,
    pub role: Role,
    /// The width below which the column says too little to be worth showing.
    pub least: usize,
    /// The width it is content with while others are short of room.
    pub most: usize,
    /// The higher, the sooner it is dropped.
    pub rank: u8,
    /// The line width from which a table has room for it.
    pub from: u16,
    /// Whether it names the account.
    pub account: bool,
    /// Whether it may show an id, which loses its beginning where there is no room.
    pub id: bool,
    source: ColumnSource,
}

enum ColumnSource {
    Made(for<'v> fn(&'v View<'_>, &CellContext) -> Option<Cow<'v, str>>),
    Cell(Cell),
    At(FieldPath),
}

/// How the text of columns is to look.
pub(crate) struct CellContext {
    pub zone: Zone,
    pub times: TimeStyle,
    /// Ids and actions may lose their beginning, numbers their unit.
    pub short: bool,
}

/// How the time of an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeStyle {
    /// RFC 3339.
    Full,
    /// Month, day and time of day: entries are not kept for a year.
    Brief,
    /// Time of day.
    Clock,
    /// How long before this moment.
    Ages(DateTime<Utc>),
}

impl CellContext {
    /// Everything in full, for readers that cut and search.
    pub(crate) fn full(style: &Style) -> Self {
        Self { zone: style.zone, times: TimeStyle::Full, short: false }
    }
}

impl Column {
    /// The columns of `style`: the fields asked for, else those of the kind, or those that all kinds have.
    pub(crate) fn all(style: &Style) -> Vec<Self> {
        match (&style.fields, style.kinds.as_slice()) {
            (Some(fields), _) => fields.iter().map(Self::at).collect(),
            (None, [kind]) if !kind.is_fivetran_event() => {
                kind.spec().columns.iter().map(|column| Self::from_spec(*column)).collect()
            }
            (None, kinds) if kinds.iter().any(|kind| kind.is_fivetran_event()) => kinds::local(),
            (None, _) => kinds::mixed(),
        }
    }

    /// Those that need no wide table: for formats whose reader has no use for a line of more.
    pub(crate) fn narrow(style: &Style) -> Vec<Self> {
        let mut columns = Self::all(style);
        columns.retain(|column| column.from < WIDE);
        columns
    }

    /// The text for `view`, unescaped; empty where the record has nothing there.
    pub(crate) fn text<'v>(&self, view: &'v View<'_>, look: &CellContext) -> Cow<'v, str> {
        let text = match &self.source {
            ColumnSource::Made(make) => make(view, look),
            ColumnSource::Cell(cell) => cells::text(*cell, view, look),
            ColumnSource::At(path) => at(view, path, look.zone),
        };
        text.unwrap_or_default()
    }

    fn from_spec(spec: ColumnSpec) -> Self {
        let ColumnSpec { title, role, least, most, rank, from, is_id, cell } = spec;
        let (title, account, source) = (Cow::Borrowed(title), cell == Cell::Account, ColumnSource::Cell(cell));
        Self { title, role, least, most, rank, from, account, id: is_id, source }
    }

    fn at(path: &FieldPath) -> Self {
        let title = path.to_string();
        let role = if title == "eventType" || title == "status" { Role::Outcome } else { Role::Plain };
        let source = ColumnSource::At(path.clone());
        Self { title: Cow::Owned(title), role, least: 1, most: 40, rank: 1, from: 0, account: false, id: false, source }
    }

    const fn new(
        title: &'static str,
        role: Role,
        (least, most, rank): (usize, usize, u8),
        make: for<'v> fn(&'v View<'_>, &CellContext) -> Option<Cow<'v, str>>,
    ) -> Self {
        Self {
            title: Cow::Borrowed(title),
            role,
            least,
            most,
            rank,
            from: 0,
            account: false,
            id: false,
            source: ColumnSource::Made(make),
        }
    }

    const fn account(mut self) -> Self {
        (self.account, self.id) = (true, true);
        self
    }

    /// For tables of at least `width` columns only.
    const fn from(mut self, width: u16) -> Self {
        self.from = width;
        self
    }
}

/// The value at `path` as text; the time of the entry in `zone`.
pub(crate) fn at<'v>(view: &'v View<'_>, path: &FieldPath, zone: Zone) -> Option<Cow<'v, str>> {
    if path.first() == "createdAt"
        && let Some(instant) = view.created_at()
    {
        return Some(Cow::Owned(zone.rfc3339(instant)));
    }
    let json = path.find(view)?;
    let text = json::display(json)?;
    // JSON in a cell stays JSON: what would act is escaped the way JSON does it.
    Some(if json.starts_with(['{', '[']) { Cow::Owned(harmless(&text).into_owned()) } else { text })
}

/// How the end of an entry is shown.
pub(crate) trait ShownColumn {
    /// One column wide.
    fn symbol(self) -> &'static str;

    fn style(self, palette: &Palette) -> owo_colors::Style;
}

impl ShownColumn for Outcome {
    fn symbol(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Lost | Self::Broken => "○",
            Self::Pending => "…",
            Self::Skipped => "-",
            Self::Warned => "!",
            Self::Routine | Self::Unknown => "·",
        }
    }

    fn style(self, palette: &Palette) -> owo_colors::Style {
        match self {
            Self::Good => palette.good,
            Self::Bad | Self::Broken => palette.bad,
            Self::Lost | Self::Pending | Self::Warned => palette.warn,
            Self::Skipped => palette.dim,
            Self::Routine => owo_colors::Style::new(),
            Self::Unknown => palette.strong,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::formats::test_records::record;
    use connlog_core::record::Kind;

    #[test]
    fn the_outcome_follows_the_status_then_the_event() {
        for (json, expected) in [
            (r#"{"eventType":"connect_failed","status":"failed"}"#, Outcome::Bad),
            (r#"{"eventType":"reconnect_success"}"#, Outcome::Good),
            (r#"{"eventType":"disconnect","status":null}"#, Outcome::Unknown),
            (r#"{"eventType":"disconnect","metadata":{"reason":"Disconnected by user"}}"#, Outcome::Lost),
            (r#"{"eventType":"disconnect","status":"failed"}"#, Outcome::Broken),
            (r#"{"eventType":"account.new","status":"odd"}"#, Outcome::Unknown),
            (r#"{"status":"skipped"}"#, Outcome::Skipped),
        ] {
            assert_eq!(Outcome::from_view(&record(Kind::Connection, json).view()), expected, "{json}");
        }
    }
}
