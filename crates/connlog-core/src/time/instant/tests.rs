use chrono::{FixedOffset, SecondsFormat};
use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn usual_form_is_read_like_rfc_3339(
        text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9]\\.[0-9]{3}Z",
        place in 0_usize..24,
        other in prop::sample::select(vec!["", "0", "9", "Z", "z", ":", "-", ".", " ", "é"]),
    ) {
        let same = |text: &str| {
            let (own, whole) = (usual_instant(text), DateTime::parse_from_rfc3339(text).ok());
            own.is_none() || own == whole.map(|instant| instant.to_utc())
        };
        let mut broken = text.clone();
        broken.replace_range(place..=place, other);
        prop_assert!(same(&text) && same(&broken), "{text} {broken}");
    }

    #[test]
    fn every_form_of_an_instant_is_read_back(seconds in 1_000_000_000_i64..4_102_444_800, nanos in 0_u32..1_000_000_000, zone in -23_i32 * 4..=23 * 4) {
        let at = DateTime::from_timestamp(seconds, nanos).unwrap();
        let offset = FixedOffset::east_opt(zone * 15 * 60).unwrap();
        for (text, precision) in forms(at, offset) {
            let expected = at.timestamp_nanos_opt().unwrap() / precision * precision;
            let found = instant(&text).and_then(|found| found.timestamp_nanos_opt());
            prop_assert_eq!(found, Some(expected), "{}", text);
            let padded = format!(" {text}\n");
            prop_assert_eq!(instant(&padded).and_then(|found| found.timestamp_nanos_opt()), Some(expected), "{}", padded);
        }
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[-0-9TZtz:., +/eEAMPmnovUC()\\[\\]é\u{202f}]{0,40}|\\PC{0,40}") {
        let _ = instant(&text);
    }

    /// The result equals chrono's for everything that RFC 3339 and RFC 2822 allow.
    #[test]
    fn all_times_of_the_standards_are_read(text in "2[0-9]{3}-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,12})?([Zz]|[+-][0-2][0-9]:[0-5][0-9])") {
        let expected = DateTime::parse_from_rfc3339(&text).ok().map(|found| found.to_utc());
        if expected.is_some() {
            prop_assert_eq!(instant(&text), expected, "{}", text);
        }
    }
}

const MILLI: i64 = 1_000_000;
const SECOND: i64 = 1_000 * MILLI;

/// Forms of a time in UTC, with their precision in nanoseconds.
const IN_UTC: [(&str, i64); 33] = [
    ("%Y-%m-%dT%H:%M:%S", SECOND),
    ("%Y-%m-%d %H:%M:%S UTC", SECOND),
    ("%Y-%m-%d %H:%M:%S GMT", SECOND),
    ("%Y-%m-%d %H:%M:%S Z", SECOND),
    ("%Y-%m-%d %H:%M:%S%.f +0000 UTC", 1),
    ("%Y-%m-%d %H:%M:%S%.f +0000 UTC m=+0.1", 1),
    ("%Y/%m/%d %H:%M:%S", SECOND),
    ("%Y.%m.%d %H:%M:%S", SECOND),
    ("%Y-%b-%d %H:%M:%S", SECOND),
    ("%Y%m%dT%H%M%SZ", SECOND),
    ("%Y%m%dT%H%M%S%.fZ", 1),
    ("%Y%m%d%H%M%S", SECOND),
    ("%Y%m%d %H:%M:%S", SECOND),
    ("%Y%m%d%H%M%S%3f", MILLI),
    ("%Y%m%d%H%M", 60 * SECOND),
    ("%Y-%m-%dT%H:%MZ", 60 * SECOND),
    ("%Y-%m-%dT%HZ", 3_600 * SECOND),
    ("%Y-%m-%d %H", 3_600 * SECOND),
    ("%Y-%m-%d", 86_400 * SECOND),
    ("%Y%m%d", 86_400 * SECOND),
    ("%Y-%j", 86_400 * SECOND),
    ("%G-W%V-%uT%H:%M:%SZ", SECOND),
    ("%a, %d %b %Y %H:%M:%S GMT", SECOND),
    ("%a, %-d %b %Y %H:%M:%S UT", SECOND),
    ("%A, %B %-d, %Y at %-I:%M:%S %p UTC", SECOND),
    ("%b %-d, %Y %-I:%M:%S %p", SECOND),
    ("%b %-d, %Y, %-I:%M:%S\u{202f}%p", SECOND),
    ("%d %B %Y %H:%M", 60 * SECOND),
    ("%a %b %e %H:%M:%S %Y", SECOND),
    ("%a %b %e %H:%M:%S UTC %Y", SECOND),
    ("%a %b %d %H:%M:%S +0000 %Y", SECOND),
    ("%a %b %d %Y %H:%M:%S GMT+0000 (Coordinated Universal Time)", SECOND),
    ("%d/%b/%Y:%H:%M:%S +0000", SECOND),
];

/// Forms of a time with its offset.
const WITH_OFFSET: [(&str, i64); 7] = [
    ("%Y-%m-%d %H:%M:%S%:z", SECOND),
    ("%Y-%m-%d %H:%M:%S%.f %z", 1),
    ("%Y-%m-%dT%H:%M:%S%.f%z", 1),
    ("%Y-%m-%dT%H:%M:%S%:z[Some/Where]", SECOND),
    ("%a %b %d %Y %H:%M:%S GMT%z (Some Time)", SECOND),
    ("%d/%b/%Y:%H:%M:%S %z", SECOND),
    ("%Y%m%dT%H%M%S%z", SECOND),
];

/// Returns the texts of `at`, with their precision in nanoseconds.
fn forms(at: DateTime<Utc>, offset: FixedOffset) -> Vec<(String, i64)> {
    let there = at.with_timezone(&offset);
    let written = |form: &str| at.format(form).to_string();
    let local = |form: &str| there.format(form).to_string();
    let fraction = format!("{:09}", at.timestamp_subsec_nanos());
    let (seconds, nanos) = (at.timestamp(), at.timestamp_nanos_opt().unwrap());
    let mut forms = vec![
        (at.to_rfc3339_opts(SecondsFormat::Nanos, true), 1),
        (at.to_rfc3339_opts(SecondsFormat::Millis, true), MILLI),
        (at.to_rfc3339_opts(SecondsFormat::Millis, true).to_lowercase(), MILLI),
        (there.to_rfc3339_opts(SecondsFormat::Nanos, false), 1),
        (at.to_rfc2822(), SECOND),
        (there.to_rfc2822(), SECOND),
        (format!("{}.{fraction}123456Z", written("%Y-%m-%dT%H:%M:%S")), 1),
        (format!("{},{fraction}", written("%Y-%m-%d %H:%M:%S")), 1),
        (format!("{}:{}", written("%Y-%m-%d %H:%M:%S"), &fraction[..3]), MILLI),
        (format!("{seconds}.{fraction}"), 1),
        (format!("{seconds}.{fraction} 1440"), 1),
        (format!("{nanos}"), 1),
        (format!("{}", nanos / 1_000), 1_000),
        (format!("{}.{}", nanos / 1_000, &fraction[6..]), 1),
        (format!("{}", nanos / MILLI), MILLI),
        (format!("{seconds}"), SECOND),
        (format!("/Date({})/", nanos / MILLI), MILLI),
    ];
    let digits = seconds.to_string();
    forms.push((format!("{}.{}{fraction}E{}", &digits[..1], &digits[1..], digits.len() - 1), 1));
    forms.push((format!("{}.{}e+{}", &digits[..1], &digits[1..], digits.len() - 1), SECOND));
    forms.extend(IN_UTC.map(|(form, precision)| (written(form), precision)));
    forms.extend(WITH_OFFSET.map(|(form, precision)| (local(form), precision)));
    if offset.local_minus_utc() % 3_600 == 0 {
        let hours = offset.local_minus_utc() / 3_600;
        forms.push((format!("{}{hours:+03}", local("%Y-%m-%d %H:%M:%S")), SECOND));
    }
    // Of two numbers, the day is the one above 12.
    if at.day() > 12 || at.day() == at.month() {
        for form in ["%m/%d/%Y %-H:%M", "%-d/%-m/%Y %H:%M", "%d.%m.%Y %H:%M", "%-m/%-d/%Y, %-I:%M %p"] {
            forms.push((written(form), 60 * SECOND));
        }
    }
    forms
}

proptest! {
    #[test]
    fn whole_numbers_are_read_like_decimal_numbers(text in "[0-9]{9,19}") {
        if let Some(moment) = whole_number(&text) {
            prop_assert_eq!(Some(moment), decimal_number(&text), "{}", text);
        }
    }

    #[test]
    fn form_of_tables_is_read_like_any_other(
        date in "(20[0-9]{2}|0001|9999)-(0[1-9]|1[0-3])-(0[1-9]|[12][0-9]|3[0-2])",
        time in "[ T]([01][0-9]|2[0-4]):[0-5][0-9]:([0-5][0-9]|60)",
        rest in "(\\.[0-9]{0,10})?( ?UTC|Z| ?[+]00:?(00)?|)",
    ) {
        let text = format!("{date}{time}{rest}");
        if let Some(moment) = in_table(&text) {
            prop_assert_eq!(Some(moment), in_zone(&text, Zone::Utc), "{}", text);
        }
    }
}

#[test]
fn usual_form_is_read_by_position() {
    for (text, expected) in [
        ("2026-11-20T09:30:00.125Z", Some(1_795_167_000_125)),
        ("2024-02-29T23:59:59.999Z", Some(1_709_251_199_999)),
        ("2026-02-29T00:00:00.000Z", None),
        ("2026-11-20T24:00:00.000Z", None),
        ("2026-11-20 09:30:00.125Z", None),
    ] {
        assert_eq!(usual_instant(text).map(|time| time.timestamp_millis()), expected, "{text}");
    }
}

#[test]
fn times_of_other_forms_are_read() {
    for (text, expected) in [
        ("2026-05-22T00:06:08.638Z", "2026-05-22T00:06:08.638Z"),
        ("2026-11-29T10:00:00.000000000000Z", "2026-11-29T10:00:00Z"),
        ("2021-12-09 16:26:31.579+02", "2021-12-09T14:26:31.579Z"),
        ("2021-12-09 16:26:31,579 +0200", "2021-12-09T14:26:31.579Z"),
        ("2026-11-29T10Z", "2026-11-29T10:00:00Z"),
        ("2026-11-29t10:00z", "2026-11-29T10:00:00Z"),
        ("2026-11-29T04:00-06:00", "2026-11-29T10:00:00Z"),
        ("2026-11-29T10:00\u{2212}01:00", "2026-11-29T11:00:00Z"),
        ("2026-11-29T10:00:00+01:00[Europe/Berlin]", "2026-11-29T09:00:00Z"),
        ("2026-11-29 10:00:00 Europe/Berlin", "2026-11-29T09:00:00Z"),
        ("2026-11-29 10:00:00 +0100 CET", "2026-11-29T09:00:00Z"),
        ("2026-11-29T24:00:00Z", "2026-11-30T00:00:00Z"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999999Z"),
        ("2016-12-31T23:59:60.500Z", "2016-12-31T23:59:59.999999999Z"),
        ("11/28/2026 7:05", "2026-11-28T07:05:00Z"),
        ("28/11/2026 07:05", "2026-11-28T07:05:00Z"),
        ("5/5/2026 7:05 PM", "2026-05-05T19:05:00Z"),
        ("11/28/2026, 12:00:00 a.m.", "2026-11-28T00:00:00Z"),
        ("Sunday, 29-Nov-26 10:00:00 GMT", "2026-11-29T10:00:00Z"),
        ("Sun, 29 Nov 2026 05:00:00 EST", "2026-11-29T10:00:00Z"),
        ("Sun Nov 29 10:00:00 2026", "2026-11-29T10:00:00Z"),
        ("Sept 1, 2026", "2026-09-01T00:00:00Z"),
        ("29 November 2026", "2026-11-29T00:00:00Z"),
        ("20261129T100000Z", "2026-11-29T10:00:00Z"),
        ("20261129100000.5Z", "2026-11-29T10:00:00.500Z"),
        ("1.7958456E9", "2026-11-28T06:00:00Z"),
        ("1795845600", "2026-11-28T06:00:00Z"),
        ("1795845600000.5", "2026-11-28T06:00:00.000500Z"),
        ("1795845600.000000000 1440", "2026-11-28T06:00:00Z"),
        ("/Date(1795845600000+0200)/", "2026-11-28T06:00:00Z"),
    ] {
        let found = instant(text).map(|found| found.to_rfc3339_opts(SecondsFormat::AutoSi, true));
        assert_eq!(found.as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn texts_that_are_not_times_are_not_read() {
    for text in [
        "",
        " ",
        "soon",
        "now",
        "today",
        "3d",
        "12",
        "0",
        "-1",
        "1e3",
        "2026",
        "2026-11",
        "2026-13-01",
        "2026-02-30",
        "2026-11-29 1",
        "2026-11-29T",
        "2026-11-29T25:00:00Z",
        "2026-11-29T10:60:00Z",
        "2026-11-29T10:00:61Z",
        "2026-11-29T10:00:00+24:00",
        "2026-11-29T10:00:00 IST",
        "2026-11-29T10:00:00Zulu",
        "2026-11-29 10:00:00 and more",
        "20261329",
        "20261129T1",
        "05/11/2026 07:05",
        "13/13/2026",
        "11/28/26",
        "1.2.3",
        "10.0.0.17",
        "99999999999999999999",
        "1795845600e99",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "+12026-11-29T10:00:00Z",
        "1969-12-31T23:59:59Z",
        "0000-00-00",
        "true",
        "Nov",
        "Nov 29",
        "29 Nov",
        "Sunday",
        "10:00:00",
        "7:05 PM",
        "13:00 PM",
        "v2026.11",
        "sync 1795845600",
        "1795845600 9999",
        "NaN",
        "Infinity",
        "158f2e84-9884-4da4-bd1b-1252238e1b79",
    ] {
        assert_eq!(instant(text), None, "{text}");
    }
    assert_eq!(instant(&"9".repeat(1_000)), None);
    assert_eq!(instant(&format!("2026-11-29T10:00:00.{}Z", "0".repeat(1_000))), None);
}
