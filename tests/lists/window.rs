//! Tests `--since`, `--until`, `--days` and time zones.

use serde_json::Value;

use crate::support::{DIALECTS, Ended, NOW, Run, Scripted, World, connlog, cut, page, parameter};

const SOME: &str = "--entries 220";

fn at(record: &Value) -> &str {
    record["createdAt"].as_str().unwrap()
}

/// `moment` as entries write their time, so that texts compare as times do.
fn stamp(moment: &str) -> String {
    moment.replace('Z', ".000Z")
}

/// What `from` and `to` of the one request are for these flags.
fn asked(flags: &str) -> (Option<String>, Option<String>) {
    let server = Scripted::always(page(&[], false));
    connlog(&format!("posts --dialect zernio {flags}")).at(&server.base_url).end().code(0);
    let request = &server.requests()[0];
    (parameter(request, "from"), parameter(request, "to"))
}

/// Every form of a time that the contract names, with the moment it means at [`NOW`] in UTC.
const FORMS: [(&str, &str); 16] = [
    ("90m", "2026-11-20T10:30:00Z"),
    ("2h30m", "2026-11-20T09:30:00Z"),
    ("3d", "2026-11-17T12:00:00Z"),
    ("45s", "2026-11-20T11:59:15Z"),
    ("today", "2026-11-20T00:00:00Z"),
    ("yesterday", "2026-11-19T00:00:00Z"),
    ("2026-11-18", "2026-11-18T00:00:00Z"),
    ("2026-11-18T10:00", "2026-11-18T10:00:00Z"),
    ("2026-11-18T10:00:30", "2026-11-18T10:00:30Z"),
    ("2026-11-18T10:00:00Z", "2026-11-18T10:00:00Z"),
    ("2026-11-18T10:00:00+02:00", "2026-11-18T08:00:00Z"),
    ("2026-11-18T10:00:00-05:30", "2026-11-18T15:30:00Z"),
    ("1795003200", "2026-11-18T12:00:00Z"),
    ("2026-11-18T10:00:00.250Z", "2026-11-18T10:00:00.250Z"),
    ("1w", "2026-11-13T12:00:00Z"),
    ("2024-02-29", "2024-02-29T00:00:00Z"),
];

#[test]
fn since_takes_every_form_of_a_time() {
    for (typed, meant) in FORMS {
        assert_eq!(asked(&format!("--since {typed}")), (Some(meant.to_owned()), None), "--since {typed}");
    }
}

#[test]
fn until_takes_every_form_of_a_time() {
    for (typed, meant) in FORMS {
        assert_eq!(asked(&format!("--until {typed}")), (None, Some(meant.to_owned())), "--until {typed}");
    }
}

#[test]
fn since_until_and_where_take_spoken_times() {
    for (typed, meant) in [
        ("1 hour ago", "2026-11-20T11:00:00Z"),
        ("yesterday 17:00", "2026-11-19T17:00:00Z"),
        ("10:00", "2026-11-20T10:00:00Z"),
        ("17:00", "2026-11-19T17:00:00Z"),
        ("last monday", "2026-11-16T00:00:00Z"),
        ("monday 9:00", "2026-11-16T09:00:00Z"),
    ] {
        let server = Scripted::always(page(&[], false));
        for flag in ["--since", "--until"] {
            Run::new(&["posts", "--dialect", "zernio", flag, typed]).at(&server.base_url).end().code(0);
        }
        let [first, second] = &*server.requests() else { panic!("two requests") };
        assert_eq!(parameter(first, "from").as_deref(), Some(meant), "{typed}");
        assert_eq!(parameter(second, "to").as_deref(), Some(meant), "{typed}");

        let entry = |at: &str| format!("{{\"kind\":\"post\",\"source\":\"zernio\",\"createdAt\":\"{at}\"}}\n");
        let file = entry(meant) + &entry(&meant.replace("2026-11-", "2026-10-"));
        let expression = format!("createdAt >= \"{typed}\"");
        let ended =
            Run::new(&["events", "--from", "-", "-o", "ndjson", "--where", &expression]).stdin(&file).end().code(0);
        assert_eq!(ended.lines().len(), 1, "{typed}: {}", ended.stdout);
    }
}

#[test]
fn a_zone_may_be_an_offset() {
    let list = "connections --demo --quiet --limit 1 -o wide --since";
    for zone in ["+02:00", "UTC+2", "+2"] {
        let shown = connlog(&format!("{list} 2d")).arg("--tz").arg(zone).end().code(0).stdout;
        assert!(shown.contains("+02:00"), "{zone}: {shown}");
        assert!(connlog(&format!("{list} 2d")).env("CONNLOG_TZ", zone).end().code(0).stdout.contains("+02:00"));
    }
    assert_eq!(asked("--since today --tz -05:30").0.unwrap(), "2026-11-20T05:30:00Z");
    let ended = connlog("connections --demo --tz UTC+25").end().code(2);
    assert!(ended.stderr.contains("an offset such as +02:00"), "{}", ended.stderr);
}

#[test]
fn days_count_back_from_now() {
    assert_eq!(asked("--days 1").0.unwrap(), "2026-11-19T12:00:00Z");
    assert_eq!(asked("--days 30 --until 2d").0.unwrap(), "2026-10-21T12:00:00Z");
}

#[test]
fn what_is_no_time_is_a_usage_error_that_shows_the_forms() {
    let server = Scripted::always(page(&[], false));
    for flags in ["--since soon", "--until 2026-13-01", "--since 25:00", "--since 2026-11-20T10:00+99:00"] {
        let ended = connlog(&format!("connections {flags}")).at(&server.base_url).end().code(2);
        assert!(ended.stderr.contains("2h30m"), "{flags}: {}", ended.stderr);
        assert!(ended.stderr.contains(flags.split(' ').next().unwrap()), "{flags}: {}", ended.stderr);
    }
    for number in ["0", "5", "-30", "1440"] {
        let ended = connlog("connections --since").arg(number).at(&server.base_url).end().code(2);
        let digits = number.trim_start_matches('-');
        for form in [format!("{digits}m for an age"), format!("@{digits} for Unix seconds")] {
            assert!(ended.stderr.contains(&form), "{number}: {}", ended.stderr);
        }
    }
    for flags in ["--days 0", "--days -1", "--days 1.5", "--days 2 --since 1d"] {
        connlog(&format!("connections {flags}")).at(&server.base_url).end().code(2);
    }
    let ended = connlog("connections").arg("--since=").at(&server.base_url).end();
    assert_eq!(ended.code, Some(2), "{}", ended.stderr);
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn a_window_lets_through_what_happened_in_it() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let within = |since: &str, until: &str| {
            let (since, until) = (stamp(since), stamp(until));
            move |record: &Value| at(record) >= since.as_str() && at(record) < until.as_str()
        };
        world.picks("connections --since 36h", within("2026-11-19T00:00:00Z", NOW));
        world.picks("posts --since yesterday --until today", within("2026-11-19T00:00:00Z", "2026-11-20T00:00:00Z"));
        world.picks("connections --until 2d", within("2026-01-01T00:00:00Z", "2026-11-18T12:00:00Z"));
        world.picks("posts --days 2", within("2026-11-18T12:00:00Z", NOW));
        world.picks("posts --days 3 --until 2d", within("2026-11-17T12:00:00Z", "2026-11-18T12:00:00Z"));
    }
}

#[test]
fn the_window_begins_with_its_first_moment_and_ends_before_its_last() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        for kind in ["connections", "posts"] {
            let everything = world.everything(kind);
            let (newer, older) = (at(&everything[20]), at(&everything[40]));
            world.gives(&format!("{kind} --all --since {newer}"), &everything[..=20]);
            world.gives(&format!("{kind} --all --until {newer}"), &everything[21..]);
            world.gives(&format!("{kind} --all --since {older} --until {newer}"), &everything[21..=40]);
        }
    }
}

#[test]
fn windows_that_meet_neither_share_an_entry_nor_lose_one() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let border = at(&world.everything("connections")[100]).to_owned();
        let mut both = world.list(&format!("connections --all --since {border}"));
        both.extend(world.list(&format!("connections --all --until {border}")));
        assert_eq!(both, world.everything("connections"));
    }
}

#[test]
fn a_border_finer_than_a_millisecond_is_kept_too() {
    let rows: Vec<Value> = ["10:00:00.0004", "10:00:00.0002", "10:00:00"]
        .iter()
        .map(|time| serde_json::json!({ "type": "connections", "created_at": format!("2026-11-20T{time}Z") }))
        .collect();
    let server = Scripted::always(page(&rows, false));
    let count = |flags: &str| {
        let run = connlog(&format!("connections --dialect zernio -o json {flags}")).at(&server.base_url);
        run.end().code(0).array().len()
    };
    assert_eq!(count("--since 2026-11-20T10:00:00.0003Z"), 1);
    assert_eq!(count("--until 2026-11-20T10:00:00.0003Z"), 2);
    let to = parameter(&server.requests()[1], "to").unwrap();
    assert_eq!(to, "2026-11-20T10:00:00.001Z", "a server must not leave out what belongs to the window");
}

#[test]
fn an_entry_without_a_time_is_in_no_window() {
    let rows = [serde_json::json!({ "_id": "1" }), serde_json::json!({ "_id": "2", "createdAt": "when?" })];
    let server = Scripted::always(page(&rows, false));
    let count = |flags: &str| {
        connlog(&format!("connections --dialect late -o json {flags}")).at(&server.base_url).end().code(0).array().len()
    };
    assert_eq!((count(""), count("--since 7d"), count("--until 1h")), (2, 0, 0));
}

#[test]
fn an_empty_window_is_a_usage_error() {
    let server = Scripted::always(page(&[], false));
    for flags in
        ["--since 1h --until 2h", "--since today --until today", "--days 1 --until 3d", "--since 1h --until 60m"]
    {
        let ended = connlog(&format!("posts {flags}")).at(&server.base_url).end().code(2);
        assert!(ended.stderr.contains("the window is empty"), "{flags}: {}", ended.stderr);
    }
    assert_eq!(server.requests(), [""; 0]);
}

#[test]
fn times_are_read_in_the_zone_that_is_asked_for() {
    let from = |flags: &str| asked(flags).0.unwrap();
    assert_eq!(from("--tz Europe/Berlin --since 2026-11-18"), "2026-11-17T23:00:00Z");
    assert_eq!(from("--tz europe/berlin --since 2026-07-01T10:00"), "2026-07-01T08:00:00Z");
    assert_eq!(from("--tz Pacific/Auckland --since today"), "2026-11-20T11:00:00Z");
    assert_eq!(from("--tz Pacific/Auckland --since yesterday"), "2026-11-19T11:00:00Z");
    assert_eq!(from("--tz America/New_York --since today"), "2026-11-20T05:00:00Z");
    assert_eq!(from("--tz utc --since today"), "2026-11-20T00:00:00Z");
    assert_eq!(from("--utc --since today"), "2026-11-20T00:00:00Z");
}

#[test]
fn a_zone_changes_neither_what_has_one_of_its_own_nor_a_span() {
    let from = |flags: &str| asked(flags).0.unwrap();
    for (typed, meant) in [FORMS[0], FORMS[2], FORMS[9], FORMS[10], FORMS[12]] {
        assert_eq!(from(&format!("--tz Asia/Tokyo --since {typed}")), meant, "{typed}");
    }
}

#[test]
fn a_clock_that_is_set_back_or_forth_still_gives_one_moment() {
    let from = |flags: &str| asked(flags).0.unwrap();
    // 02:30 happened twice that night, and not at all half a year before.
    assert_eq!(from("--tz Europe/Berlin --since 2026-10-25T02:30"), "2026-10-25T00:30:00Z");
    assert_eq!(from("--tz Europe/Berlin --since 2026-03-29T02:30"), "2026-03-29T01:30:00Z");
}

#[test]
fn the_zone_may_come_from_the_environment_and_a_flag_is_stronger() {
    let server = Scripted::always(page(&[], false));
    let from = |flags: &str| {
        let run = connlog(&format!("connections --dialect zernio --since 2026-11-18 {flags}")).at(&server.base_url);
        run.env("CONNLOG_TZ", "Asia/Tokyo").end().code(0);
        parameter(server.requests().last().unwrap(), "from").unwrap()
    };
    assert_eq!(from(""), "2026-11-17T15:00:00Z");
    assert_eq!(from("--tz Europe/Berlin"), "2026-11-17T23:00:00Z");
    assert_eq!(from("--utc"), "2026-11-18T00:00:00Z");
}

#[test]
fn times_are_shown_in_the_zone_and_json_keeps_what_the_api_said() {
    let rows = [serde_json::json!({ "_id": "1", "createdAt": "2026-11-20T10:00:00.250Z" })];
    let server = Scripted::always(page(&rows, false));
    let shown = |flags: &str| {
        connlog(&format!("connections --dialect late --fields createdAt {flags}"))
            .at(&server.base_url)
            .end()
            .code(0)
            .stdout
    };
    assert_eq!(shown("-o plain"), "2026-11-20T10:00:00.250Z\n");
    assert_eq!(shown("-o plain --tz Europe/Berlin"), "2026-11-20T11:00:00.250+01:00\n");
    assert_eq!(shown("-o tsv --tz Asia/Kolkata"), "createdAt\n2026-11-20T15:30:00.250+05:30\n");
    assert_eq!(shown("-o ndjson --tz Asia/Kolkata"), "{\"createdAt\":\"2026-11-20T10:00:00.250Z\"}\n");
}

#[test]
fn a_zone_that_does_not_exist_is_an_error() {
    let ended = connlog("connections --tz Mars/Olympus").end().code(2);
    assert!(ended.stderr.contains("unknown time zone `Mars/Olympus`"), "{}", ended.stderr);
    let ended = connlog("connections").env("CONNLOG_TZ", "Mars/Olympus").end().code(3);
    assert!(ended.stderr.contains("CONNLOG_TZ"), "{}", ended.stderr);
    connlog("connections --utc --tz utc").end().code(2);
}

#[test]
fn the_old_dialect_is_asked_for_whole_days_that_reach_back_over_the_window() {
    let server = Scripted::always(page(&[], false));
    let days = |flags: &str| {
        connlog(&format!("connections --dialect late {flags}")).at(&server.base_url).end().code(0);
        let request = server.requests().pop().unwrap();
        assert_eq!((parameter(&request, "from"), parameter(&request, "to")), (None, None), "{request}");
        parameter(&request, "days")
    };
    assert_eq!(days(""), None);
    assert_eq!(days("--until 1d"), None);
    assert_eq!(days("--since 2h").as_deref(), Some("1"));
    assert_eq!(days("--days 3").as_deref(), Some("3"));
    assert_eq!(days("--days 7").as_deref(), Some("7"));
    assert_eq!(days("--days 30").as_deref(), Some("7"));
    assert_eq!(days("--since 60d --until 1d").as_deref(), Some("7"));
    let since_yesterday = days("--since yesterday").unwrap();
    assert!(["2", "3"].contains(&since_yesterday.as_str()), "{since_yesterday}");
}

#[test]
fn the_present_dialect_is_asked_for_the_moments_and_for_days_that_cover_them() {
    let server = Scripted::always(page(&[], false));
    let sent = |flags: &str| {
        connlog(&format!("connections --dialect zernio {flags}")).at(&server.base_url).end().code(0);
        let request = server.requests().pop().unwrap();
        ["days", "from", "to"].map(|name| parameter(&request, name))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(sent(""), [None, None, None]);
    assert_eq!(sent("--since 2h"), [some("1"), some("2026-11-20T10:00:00Z"), None]);
    assert_eq!(sent("--days 30"), [some("30"), some("2026-10-21T12:00:00Z"), None]);
    assert_eq!(sent("--days 365")[0], some("90"));
    assert_eq!(sent("--until 1d"), [None, None, some("2026-11-19T12:00:00Z")]);
}

#[test]
fn reading_stops_where_the_window_begins() {
    let world = World::of("late", "--entries 4000");
    let found = world.list("connections --all --since 2h");
    let asked = world.queries().len();
    assert!(!found.is_empty());
    assert!(found.iter().all(|record| at(record) >= "2026-11-20T10"));
    assert_eq!(asked, found.len() / 100 + 1, "{} entries", found.len());
    world.list("connections --all --since 2h --status failed --platform instagram,tiktok");
    assert!(world.queries().len() - asked <= found.len() / 100 + 1);
}

#[test]
fn reading_does_not_stop_at_an_old_entry_where_the_list_is_in_no_order() {
    let times =
        ["11:30", "08:00", "11:20", "07:00", "06:00", "11:10", "05:00", "04:00", "11:40", "03:00", "02:00", "11:50"];
    let list: Vec<Value> = times
        .iter()
        .map(|time| serde_json::json!({ "_id": time, "createdAt": format!("2026-11-20T{time}:00Z") }))
        .collect();
    let server = Scripted::start(move |_, target| cut(&list, target));
    let run = connlog("connections --dialect late --since 1h --all --page-size 5 -o json").at(&server.base_url);
    let found = run.end().code(0).array();
    let ids: Vec<&str> = found.iter().map(|record| record["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["11:30", "11:20", "11:10", "11:40", "11:50"]);
}

fn noted(ended: &Ended) -> bool {
    ended.stderr.contains("note: the API keeps") && ended.stderr.contains("older connections are gone")
}

#[test]
fn a_window_that_begins_before_what_the_api_keeps_is_said_so() {
    for (dialect, kept, within) in
        [("late", 7, ["--days 7", "--since 3d", ""]), ("zernio", 90, ["--days 90", "--since 89d", ""])]
    {
        let world = World::of(dialect, SOME);
        for flags in
            [format!("--since {}d", kept + 1), format!("--days {}", kept + 30), "--since 2025-01-01".to_owned()]
        {
            let ended = world.run(&format!("connections {flags}")).end().code(0);
            assert!(noted(&ended) && ended.stderr.contains(&format!("{kept} days")), "{flags}: {}", ended.stderr);
        }
        for flags in within {
            assert!(!noted(&world.run(&format!("connections {flags}")).end().code(0)), "{dialect} {flags}");
        }
        assert_eq!(world.run("connections --since 2025-01-01 --quiet").end().code(0).stderr, "");
    }
}
