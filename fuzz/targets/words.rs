//! Fuzzes typed text: expressions, times, durations, paths, zones and buckets. A parsed value must equal its printed and
//! parsed form.
#![no_main]

use chrono::{DateTime, TimeDelta};
use connlog_core::aggregate::interval::BucketInterval;
use connlog_core::query::expression::{Expr, ExprContext};
use connlog_core::record::Kind;
use connlog_core::record::path::FieldPath;
use connlog_core::redact;
use connlog_core::time::{self, Zone};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    for (kinds, any_value) in [(&Kind::all()[..], false), (&[Kind::Fivetran], true)] {
        let context = ExprContext { now, zone: Zone::Utc, kinds, any_value };
        if let Ok(expression) = Expr::parse(text, &context) {
            let printed = expression.to_string();
            assert_eq!(Expr::parse(&printed, &context).ok().as_ref(), Some(&expression), "{printed}");
        }
    }
    drop(text.parse::<FieldPath>());
    if let Ok(every) = text.parse::<BucketInterval>() {
        let start = every.start(now, Zone::Utc);
        assert!(start <= now && now < every.end(start, Zone::Utc), "{every}");
    }
    let zone = text.parse().unwrap_or(Zone::Utc);
    let _ = (time::moment(text, now, zone), time::duration(text), time::instant(text));
    redact::prose(text, redact::Reveal::default());
});
