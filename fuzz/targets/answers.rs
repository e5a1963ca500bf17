//! Fuzzes the response of an API: as a page of entries of each API version and kind, and as the body of a refusal.
//! Every record is formatted, and the message of a refusal has one line.
//!
//! The first byte selects the status of the refusal.
#![no_main]

use chrono::DateTime;
use connlog_core::providers::dialects;
use connlog_core::providers::endpoint::{ApiReply, ApiVersion, Challenge, PageRequest};
use connlog_core::providers::retry_after::{self, TimeUnit};
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::Kind;
use connlog_core::record::schema;
use connlog_core::record::semantics::{self, Outcome};
use libfuzzer_sys::fuzz_target;

const STATUSES: [u16; 14] = [200, 204, 302, 400, 401, 402, 403, 404, 407, 408, 414, 429, 503, 530];

fuzz_target!(|bytes: &[u8]| {
    let [how, rest @ ..] = bytes else { return };
    let body = String::from_utf8_lossy(rest).into_owned();
    for dialect in dialects() {
        for kind in Kind::of_the_api() {
            page(dialect, *kind, &body);
        }
        refusal(dialect, *how, &body);
    }
    for unit in [TimeUnit::Seconds, TimeUnit::Milliseconds] {
        let _ = retry_after::read(&body, unit).map(|wait| wait.from(DateTime::UNIX_EPOCH));
    }
    let _ = retry_after::in_prose(&body);
});

fn page(dialect: &ApiVersion, kind: Kind, body: &str) {
    let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
    let query =
        Query { kind, filters: Filters::default(), window, limit: None, skip: 0, page_size: None, optional: false };
    let Some(source) = (dialect.source)(&query) else { return };
    let reply = ApiReply { status: 200, body: body.to_owned(), ..ApiReply::default() };
    source.recognise(&reply);
    let Ok(page) = source.read(body.to_owned()) else { return };
    for record in page.records.iter().take(64) {
        connlog_fuzz::look(record);
        let view = record.view();
        let mut names: Vec<&str> = schema::keys(record.kind()).iter().map(|key| key.name).collect();
        names.retain(|name| view.fields().iter().filter(|field| field.name == *name).count() != 1);
        assert!(names.is_empty(), "{names:?} of {}", record.raw());
        let _ = (
            source.is_requested(record),
            Outcome::from_view(&view).class(),
            semantics::FailureReason::from_view(&view).joined(),
            view.created_at(),
        );
    }
}

fn refusal(dialect: &ApiVersion, how: u8, body: &str) {
    let status = STATUSES[usize::from(how) % STATUSES.len()];
    let challenge = match how % 3 {
        0 => None,
        1 => Some(Challenge::Browser),
        _ => Some(Challenge::Login(Some(body.chars().take(9).collect()))),
    };
    let server = (how & 8 != 0).then(|| body.chars().take(5).collect());
    let reply = ApiReply { status, content_type: None, server, challenge, body: body.to_owned() };
    let errors = (dialect.errors)("the fuzzer".to_owned());
    let asked = PageRequest { path: "/v1/logs".to_owned(), query: Vec::new() };
    let fault = errors.fault(&reply, &asked);
    assert!(
        !fault.what.contains('\n') && fault.cause.as_deref().is_some_and(|cause| !cause.contains('\n')),
        "{fault:?}"
    );
    let _ = errors.wait(&reply).map(|wait| wait.from(DateTime::UNIX_EPOCH));
}
