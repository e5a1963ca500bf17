use proptest::prelude::*;

use super::*;
use crate::output::formats::test_records::{fields, print, style, CONNECTIONS, POSTS};
use connlog_core::record::Kind;
use connlog_core::json;

fn terminal(kind: Kind, width: u16) -> OutputStyle {
    OutputStyle { width: Some(width), terminal: true, ..style(kind) }
}

#[test]
fn eighty_columns_show_failures_and_their_reasons() {
    let expected = "\
TIME  EVENT                PLATFORM   ACCOUNT            REASON
3m    ✓ reconnect_success  linkedin   acme-corp          token until 2027-01-01
1h    ○ disconnect         linkedin   acme-corp          Token expired
1h    ○ disconnect         linkedin   …ab3502            auth_expired: LinkedIn…
3h    ✗ connect_failed     twitter                       oauth_denied: OAuth er…
27h   ✗ reconnect_failed   googlebu…                     token_exchange_failed:…
5d    ✓ connect_success    instagram  株式会社アクメ 🎉  token until 2027-01-19
5d    … account.paused     mastodon   株式会社アクメ 🎉
";
    assert_eq!(print("table", &terminal(Kind::Connection, 80), &CONNECTIONS), expected);
}

#[test]
fn without_a_terminal_words_and_times_are_complete() {
    let table = print("table", &style(Kind::Connection), &CONNECTIONS[2..3]);
    for text in ["2026-11-20T10:12:00Z", "failed", "64e1f0a9e2b5af0012ab3502", "reconnect your LinkedIn account."] {
        assert!(table.contains(text), "{text} is missing from {table}");
    }
    assert!(!table.contains(['○', '…']));
}

#[test]
fn a_narrow_line_without_a_terminal_has_brief_times_and_omits_the_status() {
    let table = print("table", &OutputStyle { width: Some(80), ..style(Kind::Connection) }, &CONNECTIONS);
    assert!(table.starts_with("TIME            EVENT              ACCOUNT            REASON\n"), "{table}");
    assert!(table.contains("\n11-20 10:12:00  disconnect         …ab3502"), "{table}");
}

#[test]
fn no_records_print_nothing() {
    assert_eq!(print::<&str>("table", &terminal(Kind::Post, 80), &[]), "");
}

#[test]
fn fields_are_the_columns_even_where_they_are_empty() {
    let style =
        OutputStyle { fields: Some(fields(&["error.code", "nothing", "accountId"])), ..terminal(Kind::Connection, 40) };
    let table = print("table", &style, &CONNECTIONS[3..5]);
    assert_eq!(table.lines().next().unwrap().split_whitespace().count(), 3, "{table}");
    let ids = print(
        "table",
        &OutputStyle { width: Some(10), fields: Some(fields(&["accountId"])), ..style },
        &CONNECTIONS[..1],
    );
    assert!(ids.ends_with("…012ab3503\n"), "{ids}");
}

#[test]
fn account_and_time_are_kept_before_a_reason_that_few_rows_have() {
    let record = |at: usize, reason: &str| {
        format!(
            r#"{{"eventType":"reconnect_success","platform":"instagram","accountId":"64e1f0a9e2b5af0012ab35{at:02}",
            "createdAt":"2026-11-20T10:12:00Z","success":{{"username":"account_{at}"}},"error":{{"message":"{reason}"}}}}"#
        )
    };
    let records: Vec<String> =
        (0..9).map(|at| record(at, if at == 0 { "a reason that is long enough to be cut" } else { "" })).collect();
    for (terminal, last) in [(true, ["ACCOUNT", "REASON"]), (false, ["PLATFORM", "ACCOUNT"])] {
        let style = OutputStyle { width: Some(60), terminal, ..style(Kind::Connection) };
        let table = print("table", &style, &records);
        let header: Vec<&str> = table.lines().next().unwrap().split_whitespace().collect();
        assert_eq!(header, [["TIME", "EVENT"], last].concat(), "{table}");
    }
}

#[test]
fn the_time_is_never_cut_if_it_fits() {
    let failed = CONNECTIONS[2..3].repeat(3);
    let named = [
        r#"{"eventType":"reconnect_success","platform":"googlebusiness","accountId":"64e1f0a9e2b5af0012ab3501",
        "createdAt":"2026-11-20T10:12:00Z","success":{"username":"a_long_name"},"error":{"code":"c","message":"a long reason"}}"#,
    ];
    for records in [&CONNECTIONS[..], &failed, &named] {
        for (terminal, time) in [(true, "1h"), (false, "11-20 10:12:00")] {
            for width in 14..WIDE {
                let style = OutputStyle { width: Some(width), terminal, ..style(Kind::Connection) };
                let table = print("table", &style, records);
                assert!(table.starts_with("TIME") && table.contains(&format!("\n{time}")), "{width}\n{table}");
            }
        }
    }
}

#[test]
fn ids_are_complete_if_they_fit_and_accounts_have_known_names() {
    let post = r#"{"postId":"65f1c0a9e2b5af0012ab34cd","status":"failed","accountId":"64e1f0a9e2b5af0012ab3503","platform":"x"}"#;
    let named = r#"{"postId":"65f1c0a9e2b5af0012ab34ce","status":"failed","accountId":"64e1f0a9e2b5af0012ab3504","accountUsername":"acme","platform":"x"}"#;
    let same = r#"{"postId":"65f1c0a9e2b5af0012ab34cf","status":"failed","accountId":"64e1f0a9e2b5af0012ab3504","platform":"x"}"#;
    let wide = print("table", &terminal(Kind::Post, 200), &[post, named, same]);
    for text in ["65f1c0a9e2b5af0012ab34cd", "64e1f0a9e2b5af0012ab3503", "65f1c0a9e2b5af0012ab34ce"] {
        assert!(wide.contains(text), "{text} is missing from {wide}");
    }
    assert_eq!(wide.matches("acme").count(), 2, "{wide}");
    assert!(!wide.contains('…'), "{wide}");
    let long = "x".repeat(90);
    let full = post.replace("\"platform\"", &format!("\"response\":{{\"errorMessage\":\"{long}\"}},\"platform\""));
    assert!(print("table", &terminal(Kind::Post, 120), &[&full]).contains("…ab34cd"));
}

#[test]
fn colour_adds_nothing_but_colour() {
    for kind in [Kind::Connection, Kind::Post] {
        let records: &[&str] = if kind == Kind::Post { &POSTS } else { &CONNECTIONS };
        for width in 40..160 {
            let plain = terminal(kind, width);
            let coloured = OutputStyle { palette: Palette::new(true), ..plain.clone() };
            let painted = print("table", &coloured, records);
            assert!(painted.contains('\u{1b}'));
            assert_eq!(strip(&painted), print("table", &plain, records));
        }
    }
}

fn strip(text: &str) -> String {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |kept, piece| kept + piece.split_once('m').unwrap().1)
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_terminal(
        texts in prop::collection::vec("\\PC{0,40}|[0-9a-f]{24}|❤️{1,30}|[\\x00-\\x7f]{0,20}", 7),
        width in 1_u16..200,
        some_fields in any::<bool>(),
    ) {
        let q: Vec<String> = texts.iter().map(|text| json::quote(text)).collect();
        let record = format!(
            r#"{{"eventType":{},"status":{},"platform":{},"accountId":{},"connectionMethod":{},"error":{{"code":{},"message":{}}}}}"#,
            q[0], q[1], q[2], q[3], q[4], q[5], q[6],
        );
        let fields = some_fields.then(|| fields(&["status", "error.code", "eventType", "error"]));
        let table = print("table", &OutputStyle { fields, ..terminal(Kind::Connection, width) }, &[&record, &record]);
        for line in table.lines() {
            prop_assert!(line.width() <= usize::from(width), "{} columns: {}", line.width(), line);
        }
        prop_assert!(table.lines().count() <= 3);
        prop_assert!(!table.chars().any(|character| character.is_control() && character != '\n'));
    }
}
