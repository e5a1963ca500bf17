//! Records for the tests of the formats. Their layout is the identity.

use std::sync::Arc;

use chrono::{DateTime, TimeZone as _, Utc};

use super::find;
use crate::output::style::OutputStyle;
use crate::output::terminal::Palette;
use connlog_core::json;
use connlog_core::record::path::FieldPath;
use connlog_core::record::{Field, Kind, Record, RecordLayout};
use connlog_core::redact::Reveal;
use connlog_core::sanitize::Escaped;
use connlog_core::time::Zone;

static CONNECTION: RecordLayout = RecordLayout::new(Kind::Connection, "zernio", "createdAt", lay);
static POST: RecordLayout = RecordLayout::new(Kind::Post, "zernio", "createdAt", lay);

fn lay(raw: &str) -> Vec<Field<'_>> {
    let members = json::members(raw).unwrap_or_default();
    members.into_iter().map(|(name, value)| Field { name, json: value.into() }).collect()
}

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 12, 3, 0).unwrap()
}

/// Returns the style of pipes: full times, without colour and width.
pub(crate) fn style(kind: Kind) -> OutputStyle {
    OutputStyle {
        kinds: vec![kind],
        palette: Palette::default(),
        width: None,
        terminal: false,
        ages: true,
        zone: Zone::Utc,
        now: now(),
        fields: None,
        raw: false,
        csv_safe: false,
        names: Arc::default(),
        jq: None,
    }
}

pub(crate) fn fields(paths: &[&str]) -> Vec<FieldPath> {
    paths.iter().map(|path| path.parse().unwrap()).collect()
}

/// Creates a record without redaction, because generated text may look like an address.
pub(crate) fn record(kind: Kind, json: &str) -> Record {
    let shape = if kind == Kind::Post { &POST } else { &CONNECTION };
    Record::from_text(json.to_owned(), shape).with_redaction(Reveal { secrets: true, personal: true })
}

/// Returns the output of the format for these records.
pub(crate) fn print<J: AsRef<str>>(format: &str, style: &OutputStyle, records: &[J]) -> String {
    let mut out = Escaped::default();
    let mut formatter = (find(format).unwrap().make)(style.clone());
    formatter.begin(&mut out).unwrap();
    for json in records {
        formatter.record(&mut out, &record(style.kinds[0], json.as_ref()).view()).unwrap();
    }
    formatter.finish(&mut out).unwrap();
    out.as_str().to_owned()
}

pub(crate) const CONNECTIONS: [&str; 7] = [
    r#"{"kind":"connection","source":"late","id":"675f1c0a9e2b5af0012ab34d0","accountId":"64e1f0a9e2b5af0012ab3503","platform":"linkedin","eventType":"reconnect_success","status":"success","connectionMethod":"oauth","error":null,"success":{"displayName":"Acme Corp","username":"acme-corp","tokenExpiresAt":"2027-01-01T12:00:00Z"},"durationMs":1840,"metadata":null,"createdAt":"2026-11-20T12:00:00Z"}"#,
    r#"{"kind":"connection","source":"late","id":"675f1c0a9e2b5af0012ab34cf","accountId":"64e1f0a9e2b5af0012ab3503","platform":"linkedin","eventType":"disconnect","status":null,"connectionMethod":"oauth","error":null,"success":null,"metadata":{"reason":"Token expired"},"createdAt":"2026-11-20T11:00:00Z"}"#,
    r#"{"kind":"connection","source":"zernio","id":null,"accountId":"64e1f0a9e2b5af0012ab3502","platform":"linkedin","eventType":"disconnect","status":"failed","error":{"code":"auth_expired","message":"LinkedIn token expired. Please reconnect your LinkedIn account."},"success":null,"metadata":{"disconnectionType":"unintentional"},"createdAt":"2026-11-20T10:12:00Z"}"#,
    r#"{"kind":"connection","source":"late","id":"675f1c0a9e2b5af0012ab34ce","accountId":null,"platform":"twitter","eventType":"connect_failed","status":"failed","connectionMethod":"oauth","error":{"code":"oauth_denied","message":"OAuth error: access_denied"},"success":null,"durationMs":30012,"createdAt":"2026-11-20T09:00:00Z"}"#,
    r#"{"kind":"connection","source":"late","id":"675f1c0a9e2b5af0012ab34d1","accountId":null,"platform":"googlebusiness","eventType":"reconnect_failed","status":"failed","connectionMethod":"credentials","error":{"code":"token_exchange_failed","message":"Invalid identifier or password\nTry again"},"success":null,"durationMs":412,"createdAt":"2026-11-19T08:30:00Z"}"#,
    r#"{"kind":"connection","source":"late","id":"x","accountId":"64e1f0a9e2b5af0012ab3500","platform":"instagram","eventType":"connect_success","status":"success","connectionMethod":"invitation","error":null,"success":{"displayName":"株式会社アクメ 🎉","username":"","tokenExpiresAt":"2027-01-19T10:00:00Z"},"createdAt":"2026-11-15T10:00:00Z"}"#,
    r#"{"kind":"connection","source":"zernio","id":null,"accountId":"64e1f0a9e2b5af0012ab3500","platform":"mastodon","eventType":"account.paused","status":"pending","error":null,"success":null,"createdAt":"2026-11-15T09:00:00Z"}"#,
];

pub(crate) const POSTS: [&str; 5] = [
    r#"{"kind":"post","source":"late","id":"675f1c0a9e2b5af0012ab34cd","postId":"65f1c0a9e2b5af0012ab34cd","platform":"instagram","accountId":"64e1f0a9e2b5af0012ab3500","accountUsername":"@acmecorp","action":"publish","status":"success","statusCode":200,"request":{"contentPreview":"Check out our new feature!"},"response":{"platformPostId":"17895695668004550","platformPostUrl":"https://www.instagram.com/p/ABC123/"},"durationMs":2340,"attemptNumber":1,"createdAt":"2026-11-20T12:02:05Z"}"#,
    r#"{"kind":"post","source":"late","id":"675f1c0a9e2b5af0012ab34d3","postId":"65f1c0a9e2b5af0012ab34ce","platform":"tiktok","accountId":"64e1f0a9e2b5af0012ab3502","accountUsername":"@acme.tok","action":"media_upload","status":"failed","statusCode":503,"request":{"contentPreview":"Launch day"},"response":{"errorMessage":"Chunk upload failed","errorCode":"PLATFORM_ERROR"},"durationMs":30012,"attemptNumber":2,"createdAt":"2026-11-20T11:59:40Z"}"#,
    r#"{"kind":"post","source":"late","id":"675f1c0a9e2b5af0012ab34d4","postId":"65f1c0a9e2b5af0012ab34cf","platform":"twitter","accountId":"64e1f0a9e2b5af0012ab3501","accountUsername":"@acme","action":"rate_limit_pause","status":"skipped","statusCode":429,"createdAt":"2026-11-20T11:58:00Z"}"#,
    r#"{"kind":"post","source":"zernio","id":null,"postId":null,"platform":"facebook","accountId":"64e1f0a9e2b5af0012ab3504","action":"post.published","status":"pending","request":{"contentPreview":"秋の新作コレクション、ついに登場 ✨"},"createdAt":"2026-11-20T08:57:00Z"}"#,
    r#"{"kind":"post","source":"zernio","id":null,"postId":"65f1c0a9e2b5af0012ab34d2","platform":"tiktok","accountId":"64e1f0a9e2b5af0012ab3502","accountUsername":"@acme.tok","action":"post.failed","status":"failed","statusCode":403,"request":null,"response":{"errorMessage":"Daily active user quota reached. Please try again in 24 hours or contact support.","errorCode":"spam_risk_too_many_posts"},"durationMs":870,"createdAt":"2026-11-18T08:57:00Z"}"#,
];
