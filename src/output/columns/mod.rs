//! The columns of the formats for people. A column returns its unescaped text from a view, and has a width and a rank. The
//! formats escape and colour the text.

pub mod cells;
pub mod kinds;

use std::borrow::Cow;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::output::style::OutputStyle;
use crate::output::terminal::Palette;
use connlog_core::json;
use connlog_core::json::rewrite::harmless;
use connlog_core::providers::endpoint::IdNames;
use connlog_core::record::ShownView;
use connlog_core::record::columns::{Cell, ColumnSpec};
pub(crate) use connlog_core::record::columns::{ColumnRole as Role, VERY_WIDE, WIDE};
use connlog_core::record::common_field::CommonField;
use connlog_core::record::path::FieldPath;
use connlog_core::record::semantics::{self, Outcome};
use connlog_core::time::Zone;

/// A column: its title, its text, and its width.
pub(crate) struct Column {
    pub title: Cow<'static, str>,
    pub role: Role,
    /// The least width; below it, the column is dropped.
    pub least: usize,
    /// The width up to which it grows while other columns are cut.
    pub most: usize,
    /// Columns of a higher rank are dropped first.
    pub rank: u8,
    /// The least width of a line with this column.
    pub from: u16,
    /// Whether it shows the account.
    pub account: bool,
    /// Whether it may show an id. A narrow column shows the end of an id.
    pub id: bool,
    /// Whether its text is below the row if the line is too narrow for it.
    pub may_be_below: bool,
    source: ColumnSource,
}

enum ColumnSource {
    Function(for<'v> fn(&'v ShownView<'_>, &CellContext) -> Option<Cow<'v, str>>),
    Cell(Cell),
    Field(FieldPath),
}

/// The style of the texts of columns.
pub(crate) struct CellContext {
    pub zone: Zone,
    pub times: TimeStyle,
    /// Whether to shorten ids, actions and numbers.
    pub short: bool,
    /// Names by the ids of accounts and profiles.
    pub names: Arc<IdNames>,
}

/// The format of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeStyle {
    /// RFC 3339.
    Full,
    /// Month, day and time of day. The year is omitted, because APIs keep entries for less than a year.
    Brief,
    /// Time of day.
    Clock,
    /// The age at the given time.
    Ages(DateTime<Utc>),
}

impl CellContext {
    /// Returns the style with whole ids and actions.
    pub(crate) fn whole(&self) -> Self {
        Self { zone: self.zone, times: self.times, short: false, names: Arc::clone(&self.names) }
    }

    /// Returns the style without shortening, for pipes and files.
    pub(crate) fn full(style: &OutputStyle) -> Self {
        Self { zone: style.zone, times: TimeStyle::Full, short: false, names: Arc::clone(&style.names) }
    }
}

impl Column {
    /// Returns the columns of `style`: those of `--fields`, else those of its kind, else common columns of several kinds.
    pub(crate) fn all(style: &OutputStyle) -> Vec<Self> {
        match (&style.fields, style.kinds.as_slice()) {
            (Some(fields), _) => fields.iter().map(Self::at).collect(),
            (None, [kind]) if !kind.is_fivetran_event() => {
                kind.spec().columns.iter().map(|column| Self::from_spec(*column)).collect()
            }
            (None, kinds) if kinds.iter().any(|kind| kind.is_fivetran_event()) => kinds::local(),
            (None, _) => kinds::mixed(),
        }
    }

    /// Returns the columns without those that only wide tables show.
    pub(crate) fn narrow(style: &OutputStyle) -> Vec<Self> {
        let mut columns = Self::all(style);
        columns.retain(|column| column.from < WIDE);
        columns
    }

    /// Returns the unescaped text for `view`. It is empty if the record has no value.
    pub(crate) fn text<'v>(&self, view: &'v ShownView<'_>, context: &CellContext) -> Cow<'v, str> {
        let text = match &self.source {
            ColumnSource::Function(make) => make(view, context),
            ColumnSource::Cell(cell) => cells::text(*cell, view, context),
            ColumnSource::Field(path) => at(view, path, context.zone, &context.names),
        };
        text.unwrap_or_default()
    }

    fn from_spec(spec: ColumnSpec) -> Self {
        let ColumnSpec { title, role, least, most, rank, from, is_id, may_be_below, cell } = spec;
        let (title, account, source) = (Cow::Borrowed(title), cell == Cell::Account, ColumnSource::Cell(cell));
        Self { title, role, least, most, rank, from, account, id: is_id, may_be_below, source }
    }

    fn at(path: &FieldPath) -> Self {
        let title = path.to_string();
        let role = if ["eventType", "status", "outcome"].contains(&&*title) { Role::Outcome } else { Role::Plain };
        let source = ColumnSource::Field(path.clone());
        let title = Cow::Owned(title);
        let (account, id, may_be_below) = (false, false, false);
        Self { title, role, least: 1, most: 40, rank: 1, from: 0, account, id, may_be_below, source }
    }

    const fn new(
        title: &'static str,
        role: Role,
        make: for<'v> fn(&'v ShownView<'_>, &CellContext) -> Option<Cow<'v, str>>,
    ) -> Self {
        Self {
            title: Cow::Borrowed(title),
            role,
            least: 1,
            most: 1,
            rank: 0,
            from: 0,
            account: false,
            id: false,
            may_be_below: false,
            source: ColumnSource::Function(make),
        }
    }

    /// Sets the least and the usual width in characters.
    const fn width(mut self, least: usize, most: usize) -> Self {
        (self.least, self.most) = (least, most);
        self
    }

    /// Sets the rank: in a narrow table, columns of a high rank are left out first.
    const fn rank(mut self, rank: u8) -> Self {
        self.rank = rank;
        self
    }

    const fn account(mut self) -> Self {
        (self.account, self.id) = (true, true);
        self
    }

    /// Restricts the column to lines of at least `width` columns.
    const fn from(mut self, width: u16) -> Self {
        self.from = width;
        self
    }
}

/// Returns the value at `path` as text. The time of the entry is converted to `zone`, and an account without a name in the
/// entry gets the one in `names`.
pub(crate) fn at<'v>(view: &'v ShownView<'_>, path: &FieldPath, zone: Zone, names: &IdNames) -> Option<Cow<'v, str>> {
    let is_time = path.common() == Some(CommonField::Time) || path.first() == "createdAt";
    if is_time && let Some(instant) = view.created_at() {
        return Some(Cow::Owned(zone.rfc3339(instant)));
    }
    let Some(json) = path.find(view) else { return known_name(view, path, names).map(Cow::Owned) };
    let text = json::display(json)?;
    // JSON in a cell stays valid: hostile characters get JSON escapes.
    Some(if json.starts_with(['{', '[']) { Cow::Owned(harmless(&text).into_owned()) } else { text })
}

/// Returns the name of the entry's account in `names`, if `path` is the name of the account.
pub(crate) fn known_name(view: &ShownView<'_>, path: &FieldPath, names: &IdNames) -> Option<String> {
    path.common().filter(|field| *field == CommonField::AccountName)?;
    names.get(&*semantics::account_id(view)?).cloned()
}

/// The symbol and the style of an outcome.
pub(crate) trait OutcomeStyle {
    /// Returns a symbol of one column.
    fn symbol(self) -> &'static str;

    /// Returns the style of the palette.
    fn style(self, palette: &Palette) -> owo_colors::Style;
}

impl OutcomeStyle for Outcome {
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
