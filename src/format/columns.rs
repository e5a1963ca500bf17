//! The columns that the formats for people show: what happened, where, to which account, and why. Each says how to get
//! its text from a view and how it behaves when the line is narrow; escaping and painting are the formats' own.

use std::borrow::Cow;

use chrono::{DateTime, Utc};

use super::Style;
use crate::record::gist::{self, Outcome, Reason, inner};
use crate::record::path::Path;
use crate::record::text::harmless;
use crate::record::{Kind, View};
use crate::term::Palette;
use crate::time::{self, Age, Zone};

/// Tables of this width and above have columns that no other format for people shows.
pub(super) const WIDE: u16 = 110;

/// A column: its title, its text, and its place among the others.
pub(super) struct Column {
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
    source: Source,
}

/// What a column means to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    /// Needed to read the others, but not looked at for itself.
    Quiet,
    /// Shows by symbol and colour how the entry ended.
    Outcome,
    /// Says in words what the symbol of [`Role::Outcome`] shows, so a column of its own only without symbols.
    Words,
    /// Why it ended so, or what came of it; quiet where all is well.
    Reason,
}

enum Source {
    Made(for<'v> fn(&'v View<'_>, &Look) -> Option<Cow<'v, str>>),
    At(Path),
}

/// How the text of columns is to look.
pub(super) struct Look {
    pub zone: Zone,
    pub times: Times,
    /// Ids and actions may lose their beginning, numbers their unit.
    pub short: bool,
}

/// How the time of an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// RFC 3339.
    Full,
    /// Month, day and time of day: entries are not kept for a year.
    Brief,
    /// Time of day.
    Clock,
    /// How long before this moment.
    Ages(DateTime<Utc>),
}

impl Look {
    /// Everything in full, for readers that cut and search.
    pub(super) fn full(style: &Style) -> Self {
        Self { zone: style.zone, times: Times::Full, short: false }
    }
}

impl Column {
    /// The columns of `style`: the fields asked for, else those of the kind, or those that all kinds have.
    pub(super) fn all(style: &Style) -> Vec<Self> {
        match (&style.fields, style.kinds.as_slice()) {
            (Some(fields), _) => fields.iter().map(Self::at).collect(),
            (None, [Kind::Connection]) => connections(),
            (None, [Kind::Post]) => posts(),
            (None, [Kind::Sync]) => syncs(),
            // Rows of numbers are asked for field by field.
            (None, [Kind::Stats]) => Vec::new(),
            (None, kinds) if kinds.contains(&Kind::Fivetran) => local(),
            (None, _) => mixed(),
        }
    }

    /// The text for `view`, unescaped; empty where the record has nothing there.
    pub(super) fn text<'v>(&self, view: &'v View<'_>, look: &Look) -> Cow<'v, str> {
        let text = match &self.source {
            Source::Made(make) => make(view, look),
            Source::At(path) => at(view, path, look.zone),
        };
        text.unwrap_or_default()
    }

    fn at(path: &Path) -> Self {
        let title = path.to_string();
        let role = if title == "eventType" || title == "status" { Role::Outcome } else { Role::Plain };
        let source = Source::At(path.clone());
        Self { title: Cow::Owned(title), role, least: 1, most: 40, rank: 1, from: 0, source }
    }

    const fn new(
        title: &'static str,
        role: Role,
        (least, most, rank): (usize, usize, u8),
        make: for<'v> fn(&'v View<'_>, &Look) -> Option<Cow<'v, str>>,
    ) -> Self {
        Self { title: Cow::Borrowed(title), role, least, most, rank, from: 0, source: Source::Made(make) }
    }

    /// For tables of at least `width` columns only.
    const fn from(mut self, width: u16) -> Self {
        self.from = width;
        self
    }
}

/// The value at `path` as text; the time of the entry in `zone`.
pub(super) fn at<'v>(view: &'v View<'_>, path: &Path, zone: Zone) -> Option<Cow<'v, str>> {
    if path.first() == "createdAt"
        && let Some(instant) = view.created_at()
    {
        return Some(Cow::Owned(zone.rfc3339(instant)));
    }
    let text = view.at(path)?;
    // JSON in a cell stays JSON: what would act is escaped the way JSON does it.
    Some(if text.starts_with(['{', '[']) { Cow::Owned(harmless(&text).into_owned()) } else { text })
}

fn connections() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 2), happened),
        Column::new("event", Role::Outcome, (24, 24, 0), |view, _| view.text("eventType")),
        Column::new("status", Role::Words, (10, 12, 7), |view, _| view.text("status")),
        Column::new("platform", Role::Plain, (9, 14, 3), |view, _| view.text("platform")),
        Column::new("account", Role::Plain, (12, 20, 4), account),
        Column::new("method", Role::Quiet, (11, 12, 6), |view, _| view.text("connectionMethod")).from(WIDE),
        Column::new("took", Role::Quiet, (8, 8, 5), took).from(WIDE),
        Column::new("reason", Role::Reason, (12, 44, 1), connection_reason),
    ]
}

fn posts() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 2), happened),
        Column::new("status", Role::Outcome, (12, 12, 0), |view, _| view.text("status")),
        Column::new("platform", Role::Plain, (9, 14, 3), |view, _| view.text("platform")),
        Column::new("account", Role::Plain, (12, 17, 4), account),
        Column::new("action", Role::Plain, (16, 16, 6), action).from(100),
        Column::new("try", Role::Quiet, (6, 6, 5), attempt),
        Column::new("post", Role::Quiet, (7, 24, 8), |view, look| view.text("postId").map(|id| shorten(id, look)))
            .from(WIDE),
        Column::new("took", Role::Quiet, (8, 8, 7), took).from(WIDE),
        Column::new("result", Role::Reason, (12, 44, 1), post_result),
    ]
}

fn syncs() -> Vec<Column> {
    vec![
        Column::new("started", Role::Quiet, (29, 29, 2), happened),
        Column::new("sync", Role::Quiet, (8, 8, 4), sync_id),
        Column::new("status", Role::Outcome, (16, 16, 0), |view, _| view.text("status")),
        Column::new("connection", Role::Plain, (12, 24, 3), account),
        Column::new("service", Role::Plain, (8, 16, 8), |view, _| view.text("connectorType")).from(100),
        Column::new("took", Role::Quiet, (8, 8, 3), lasted),
        Column::new("read", Role::Plain, (8, 10, 6), |view, _| inner(view, "rows", "extracted")),
        Column::new("written", Role::Plain, (8, 10, 5), written),
        Column::new("tables", Role::Quiet, (6, 6, 9), |view, _| view.text("tables")).from(100),
        Column::new("changes", Role::Quiet, (7, 7, 10), |view, _| view.text("schemaChanges")).from(WIDE),
        Column::new("warnings", Role::Quiet, (8, 8, 7), |view, _| view.text("warnings")).from(100),
        Column::new("errors", Role::Plain, (6, 6, 4), |view, _| view.text("errors")).from(100),
        Column::new("reason", Role::Reason, (12, 60, 1), |view, _| view.text("reason")),
    ]
}

/// The numbers of the stages, as `5 9`.
fn stages<'v>(view: &'v View<'_>) -> Option<Cow<'v, str>> {
    let numbers = view.json("stages")?.trim_matches(['[', ']']);
    Some(if numbers.contains(',') { Cow::Owned(numbers.replace(',', " ")) } else { Cow::Borrowed(numbers) })
}

/// Rows written by all operations together.
fn written<'v>(view: &'v View<'_>, _: &Look) -> Option<Cow<'v, str>> {
    let counts = ["upserted", "updated", "deleted", "other"].map(|key| inner(view, "rows", key));
    let known: Vec<u64> = counts.into_iter().flatten().filter_map(|count| count.parse().ok()).collect();
    (!known.is_empty()).then(|| Cow::Owned(known.iter().sum::<u64>().to_string()))
}

/// What every kind has, under names that fit all of them.
fn mixed() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 2), happened),
        Column::new("kind", Role::Quiet, (10, 10, 6), |view, _| Some(view.record().kind().name().into())),
        Column::new("platform", Role::Plain, (9, 14, 3), platform),
        Column::new("account", Role::Plain, (12, 17, 4), account),
        Column::new("event", Role::Outcome, (19, 24, 0), event_in_full),
        Column::new("status", Role::Words, (7, 7, 7), |view, _| view.text("status")),
        Column::new("reason", Role::Reason, (12, 44, 1), reason),
    ]
}

/// What entries of files and tables have, of either vendor, with the severity that Fivetran's alone name themselves.
fn local() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (29, 29, 2), happened),
        Column::new("severity", Role::Outcome, (9, 9, 0), |view, _| Some(gist::severity(view))),
        Column::new("event", Role::Plain, (18, 28, 0), told_in_full),
        Column::new("connection", Role::Plain, (12, 24, 3), account),
        Column::new("service", Role::Plain, (8, 16, 6), platform).from(100),
        Column::new("stage", Role::Quiet, (5, 6, 7), |view, _| stages(view)).from(WIDE),
        Column::new("detail", Role::Reason, (12, 60, 1), reason),
    ]
}

/// As [`told`]: among events of all kinds, `post.failed` needs its first word.
fn told_in_full<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    told(view, &Look { short: false, ..*look })
}

/// As [`event`], for the same reason.
fn event_in_full<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    event(view, &Look { short: false, ..*look })
}

/// The columns of a line that has no header: of any kind, the outcome in words beside what happened.
pub(super) fn lines() -> Vec<Column> {
    vec![
        Column::new("time", Role::Quiet, (8, 8, 1), happened),
        Column::new("platform", Role::Plain, (9, 10, 2), platform),
        Column::new("account", Role::Plain, (10, 20, 4), account),
        Column::new("event", Role::Outcome, (17, 20, 0), told),
        Column::new("reason", Role::Reason, (12, 80, 1), reason),
    ]
}

fn happened<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    let Some(instant) = view.created_at() else { return view.text("createdAt") };
    Some(Cow::Owned(match look.times {
        Times::Full => look.zone.rfc3339(instant),
        Times::Brief => look.zone.rfc3339(instant).get(5..19)?.replace('T', " "),
        Times::Clock => look.zone.rfc3339(instant).get(11..19)?.to_owned(),
        Times::Ages(now) => Age { instant, now }.to_string(),
    }))
}

fn account<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    gist::account_name(view)
        .or_else(|| view.text("accountId").map(|id| shorten(id, look)))
        .or_else(|| view.text("connectionId"))
}

fn took<'v>(view: &'v View<'_>, _: &Look) -> Option<Cow<'v, str>> {
    let text = view.text("durationMs")?;
    Some(text.parse().map_or(text, |ms| Cow::Owned(span(ms))))
}

/// The beginning of an id is enough for `syncs show`.
fn sync_id<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    let id = view.text("syncId")?;
    let beginning = id.char_indices().nth(8).map(|(end, _)| id[..end].to_owned());
    Some(beginning.filter(|_| look.short).map_or(id, Cow::Owned))
}

/// How long a sync took.
fn lasted<'v>(view: &'v View<'_>, _: &Look) -> Option<Cow<'v, str>> {
    let text = view.text("durationMs")?;
    Some(text.parse().map_or(text, |ms| Cow::Owned(lasting(ms))))
}

/// A duration in milliseconds, as short as it can be compared.
pub(super) fn span(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms}ms"),
        1_000..100_000 => format!("{}.{}s", ms / 1_000, ms % 1_000 / 100),
        _ => format!("{}s", ms / 1_000),
    }
}

/// As [`span`], for what may last hours: `12m09s`, `3h05m`, as times are typed.
pub(super) fn lasting(ms: u64) -> String {
    match ms / 1_000 {
        0..100 => span(ms),
        seconds @ 100..3_600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        seconds @ 3_600..360_000 => format!("{}h{:02}m", seconds / 3_600, seconds % 3_600 / 60),
        seconds => format!("{}d{:02}h", seconds / 86_400, seconds % 86_400 / 3_600),
    }
}

/// What happened, or was done with a post.
fn event<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    gist::event(view).or_else(|| view.text("event")).or_else(|| action(view, look))
}

/// The platform of an account, or the service a connection reads from.
fn platform<'v>(view: &'v View<'_>, _: &Look) -> Option<Cow<'v, str>> {
    let of_fivetran = view.record().kind() == Kind::Fivetran;
    if of_fivetran { view.text("connectorType") } else { view.text("platform").or_else(|| view.text("connectorType")) }
}

/// What happened and how it ended, where the one does not say the other.
fn told<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    let event = event(view, look);
    // What a sync came to is in the line of its end.
    let status = if view.record().kind() == Kind::Fivetran { None } else { view.text("status") };
    let (Some(event), Some(status)) = (&event, &status) else { return event.or(status) };
    let wanted = event == "disconnect" || event.ends_with("published");
    if event.ends_with(&**status) || (wanted && status == "success") {
        return Some(event.clone());
    }
    Some(format!("{event} {status}").into())
}

/// Why it ended so, or what came of it.
fn reason<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    match view.record().kind() {
        Kind::Connection => connection_reason(view, look),
        Kind::Post => post_result(view, look),
        Kind::Fivetran => view.detail(),
        Kind::Sync => view.text("reason"),
        Kind::Stats => None,
    }
}

/// The action; what every action of the present dialect begins with says nothing among posts.
fn action<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    let action = view.text("action")?;
    match action.strip_prefix("post.") {
        Some(rest) if look.short && !rest.is_empty() => Some(Cow::Owned(rest.to_owned())),
        _ => Some(action),
    }
}

fn attempt<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    let number = view.text("attemptNumber").filter(|number| !matches!(&**number, "0" | "1"))?;
    Some(if look.short { number } else { format!("try {number}").into() })
}

fn connection_reason<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    let until = || {
        let text = inner(view, "success", "tokenExpiresAt")?;
        let end = time::instant(&text).map_or_else(|| text.clone(), |end| look.zone.rfc3339(end).into());
        Some(format!("token until {}", end.split('T').next().unwrap_or(&end)).into())
    };
    Reason::of(view).joined().or_else(|| inner(view, "metadata", "reason")).or_else(until)
}

fn post_result<'v>(view: &'v View<'_>, look: &Look) -> Option<Cow<'v, str>> {
    let failure = Reason::of(view).joined();
    let status = view.text("statusCode").filter(|code| code.parse().is_ok_and(|code: u32| code >= 400));
    match (status, failure) {
        (Some(status), Some(failure)) => Some(format!("{status} {failure}").into()),
        (Some(status), None) => Some(format!("HTTP {status}").into()),
        (None, Some(failure)) => Some(failure),
        (None, None) => {
            // An address that is cut leads nowhere, so a narrow line has the id.
            let keys = ["platformPostUrl", "platformPostId"];
            let first = usize::from(look.short);
            inner(view, "response", keys[first])
                .or_else(|| inner(view, "response", keys[1 - first]))
                .or_else(|| inner(view, "request", "contentPreview"))
        }
    }
}

/// The end of a long hexadecimal id, which is the part that tells ids of one time apart.
fn shorten<'v>(id: Cow<'v, str>, look: &Look) -> Cow<'v, str> {
    if look.short && id.len() >= 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Cow::Owned(format!("…{}", &id[id.len() - 6..]));
    }
    id
}

/// How the end of an entry is shown.
pub(super) trait Shown {
    /// One column wide.
    fn symbol(self) -> &'static str;

    fn style(self, palette: &Palette) -> owo_colors::Style;
}

impl Shown for Outcome {
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
    use crate::format::sample::{now, record, style};

    fn text(kind: Kind, title: &str, json: &str) -> String {
        let look = Look { zone: Zone::Utc, times: Times::Ages(now()), short: true };
        let columns = Column::all(&style(kind));
        let column = columns.iter().find(|column| column.title == title).unwrap();
        column.text(&record(kind, json).view(), &look).into_owned()
    }

    #[test]
    fn the_account_is_named_as_well_as_the_record_can() {
        for (json, expected) in [
            (r#"{"success":{"username":"a","displayName":"d"},"metadata":{"username":"m"}}"#, "a"),
            (r#"{"success":{"username":"","displayName":"d"},"metadata":{"username":"m"}}"#, "m"),
            (r#"{"success":{"displayName":"d"},"accountId":"x"}"#, "d"),
            (r#"{"accountId":"64e1f0a9e2b5af0012ab3503","success":null}"#, "…ab3503"),
            (r#"{"accountId":"acct_42","metadata":"text"}"#, "acct_42"),
            ("{}", ""),
        ] {
            assert_eq!(text(Kind::Connection, "account", json), expected, "{json}");
        }
    }

    #[test]
    fn the_reason_says_why_and_the_result_what_came_of_it() {
        for (json, expected) in [
            (r#"{"error":{"code":"oauth_denied","message":"no"}}"#, "oauth_denied: no"),
            (r#"{"error":{"message":"no"},"metadata":{"reason":"other"}}"#, "no"),
            (r#"{"error":{"code":"","message":null},"metadata":{"reason":"gone"}}"#, "gone"),
            (r#"{"success":{"tokenExpiresAt":"2027-01-01T12:00:00Z"}}"#, "token until 2027-01-01"),
            (r#"{"success":{"tokenExpiresAt":"soon"}}"#, "token until soon"),
            (r#"{"error":"text"}"#, "text"),
        ] {
            assert_eq!(text(Kind::Connection, "reason", json), expected, "{json}");
        }
        for (json, expected) in [
            (r#"{"statusCode":503,"response":{"errorCode":"E","errorMessage":"m"}}"#, "503 E: m"),
            (r#"{"statusCode":"429"}"#, "HTTP 429"),
            (r#"{"statusCode":200,"response":{"platformPostId":"1","platformPostUrl":"u"}}"#, "1"),
            (r#"{"statusCode":200,"response":{"platformPostId":"","platformPostUrl":"u"}}"#, "u"),
            (r#"{"request":{"contentPreview":"Hello"}}"#, "Hello"),
        ] {
            assert_eq!(text(Kind::Post, "result", json), expected, "{json}");
        }
    }

    #[test]
    fn odd_values_are_shown_as_they_are() {
        assert_eq!(text(Kind::Post, "time", r#"{"createdAt":"yesterday"}"#), "yesterday");
        assert_eq!(text(Kind::Post, "took", r#"{"durationMs":"long"}"#), "long");
        assert_eq!(text(Kind::Post, "took", r#"{"durationMs":30012}"#), "30.0s");
        assert_eq!(text(Kind::Post, "action", r#"{"action":"post.failed"}"#), "failed");
        assert_eq!(text(Kind::Post, "action", r#"{"action":"media_upload"}"#), "media_upload");
        assert_eq!(text(Kind::Post, "action", r#"{"action":"post."}"#), "post.");
        assert_eq!(text(Kind::Post, "try", r#"{"attemptNumber":1}"#), "");
        assert_eq!(text(Kind::Post, "try", r#"{"attemptNumber":3}"#), "3");
    }

    #[test]
    fn the_outcome_follows_the_status_then_the_event() {
        for (json, expected) in [
            (r#"{"eventType":"connect_failed","status":"failed"}"#, Outcome::Bad),
            (r#"{"eventType":"reconnect_success"}"#, Outcome::Good),
            (r#"{"eventType":"disconnect","status":null}"#, Outcome::Lost),
            (r#"{"eventType":"disconnect","status":"failed"}"#, Outcome::Broken),
            (r#"{"eventType":"account.new","status":"odd"}"#, Outcome::Unknown),
            (r#"{"status":"skipped"}"#, Outcome::Skipped),
        ] {
            assert_eq!(Outcome::of(&record(Kind::Connection, json).view()), expected, "{json}");
        }
    }
}
