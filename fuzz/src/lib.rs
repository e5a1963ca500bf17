//! Helpers of the fuzz targets: read input like the commands, format every record like the outputs, and limit the memory.

use std::alloc::System;
use std::io::Cursor;

use cap::Cap;
use chrono::DateTime;
use connlog::sources::files::input::Input;
use connlog::sources::files::reader_pool::{PoolMessage, read};
use connlog_core::decode::prefilter::Prefilter;
use connlog_core::query::predicate::Predicate;
use connlog_core::query::{Filters, Query, Window};
use connlog_core::record::{Kind, Record};
use connlog_core::redact::Reveal;

/// What may be allocated at once. libFuzzer's own limits are for sanitizers (`-malloc_limit_mb`) or looked at once a second
/// (`-rss_limit_mb`): this one ends the process with the input that asked for too much.
const MOST_MEMORY: usize = 512 << 20;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, MOST_MEMORY);

/// How many records are looked at: what is repeated a thousand times is read, and looked at as often as this.
const LOOKED_AT: usize = 64;

/// Reads, looks at what was read, and where that is little asks questions of it both ways.
pub fn survive(bytes: &[u8]) {
    let all = records(bytes, None);
    all.iter().take(LOOKED_AT).for_each(look);
    if all.len() > LOOKED_AT {
        return;
    }
    for question in [
        Filters { events: vec!["sync_end".to_owned()], ..Filters::default() },
        Filters { search: vec!["failure".to_owned()], ..Filters::default() },
    ] {
        compare(bytes, &all, question);
    }
}

/// Passing over lines that cannot match loses none that does.
fn compare(bytes: &[u8], all: &[Record], filters: Filters) {
    let window = Window { since: None, until: None, days: None, now: DateTime::UNIX_EPOCH };
    let query = Query { kind: Kind::Fivetran, filters, window, limit: None, skip: 0, page_size: None, optional: false };
    let predicate = Predicate::new(&query);
    let matching = |records: &[Record]| -> Vec<String> {
        let matching = records.iter().filter(|record| predicate.matches(record));
        matching.map(|record| record.raw().to_owned()).collect()
    };
    let prefilter = Prefilter::new(&query);
    assert!(prefilter.is_some(), "there is a text to look for");
    assert_eq!(matching(&records(bytes, prefilter)), matching(all), "of {:?}", query.filters);
}

/// The records in these bytes.
pub fn records(bytes: &[u8], prefilter: Option<Prefilter>) -> Vec<Record> {
    let input = Input::Stdin(Box::new(Cursor::new(bytes.to_vec())));
    let mut records = Vec::new();
    for piece in read(vec![input], prefilter, |batch| batch) {
        match piece {
            PoolMessage::Block(batch) => batch.for_each(Reveal::default(), |_, record| records.push(record.clone())),
            PoolMessage::Fault(fault) => assert!(!fault.what.is_empty()),
            PoolMessage::Broken => unreachable!("nobody pulled"),
        }
    }
    records
}

/// What every output does with a record.
pub fn look(record: &Record) {
    let record = record.clone().with_redaction(Reveal::default());
    let view = record.view();
    for field in view.fields() {
        let valid = serde_json::from_str::<serde::de::IgnoredAny>(&field.json).is_ok();
        assert!(valid, "{}: {}", field.name, field.json);
    }
    assert!(view.detail().is_none_or(|detail| detail.len() <= 64 * record.raw().len()));
    record.identity();
}
