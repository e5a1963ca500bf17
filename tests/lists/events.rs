//! Tests lists with several kinds of entries.

use chrono::DateTime;
use serde_json::{Value, json};

use crate::support::{Answer, DIALECTS, Demo, Scripted, World, connlog, cut, page, parameter};

/// More entries of each kind than three full pages hold.
const SOME: &str = "--entries 350";

/// The commands that list one kind of the API, with the kinds of their records.
pub const KINDS: [(&str, &str); 6] = [
    ("connections", "connection"),
    ("posts", "post"),
    ("webhooks", "webhook"),
    ("requests", "api_request"),
    ("messages", "message"),
    ("workflows", "workflow"),
];

/// Both kinds as one list: by time, newest first, of equal times connections first.
fn merged(world: &World) -> Vec<Value> {
    let mut all = [world.everything("connections"), world.everything("posts")].concat();
    let time = |record: &Value| DateTime::parse_from_rfc3339(record["createdAt"].as_str().unwrap()).unwrap();
    all.sort_by_key(|record| std::cmp::Reverse(time(record)));
    all
}

/// How many requests asked for connections, and how many for posts.
fn requests(queries: &[String], world: &World) -> (usize, usize) {
    let paths = world.demo.requests();
    let asked = paths.iter().rev().take(queries.len());
    let posts = asked.filter(|asked| {
        let path = asked["path"].as_str().unwrap();
        path.contains("/posts/") || asked["query"].as_str().unwrap().contains("type=publishing")
    });
    let posts = posts.count();
    (queries.len() - posts, posts)
}

/// A server of the old dialect; `answer` gets whether posts are asked for, and the path with its query.
fn old(answer: impl Fn(bool, &str) -> Answer + Send + 'static) -> Scripted {
    Scripted::start(move |_, target| answer(target.starts_with("/v1/posts/"), target))
}

/// Rows of the old dialect, one a minute of this hour, newest first.
fn rows(letter: char, minutes: impl DoubleEndedIterator<Item = u32>) -> Vec<Value> {
    let row =
        |minute| json!({ "_id": format!("{letter}{minute}"), "createdAt": format!("2026-11-20T10:{minute:02}:00Z") });
    minutes.rev().map(row).collect()
}

fn ids(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["id"].as_str().unwrap()).collect()
}

#[test]
fn all_of_both_kinds_are_one_list_by_time() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let all = merged(&world);
        assert!(all.len() > 600 && all.windows(2).filter(|pair| pair[0]["kind"] != pair[1]["kind"]).count() > 100);
        world.gives("events connections posts --all", &all);
        for size in [3, 7, 100] {
            world.gives(&format!("events connections posts --all --page-size {size}"), &all);
        }
    }
}

#[test]
fn limits_and_skips_count_in_the_one_list() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let all = merged(&world);
        world.gives("events connections posts", &all[..50]);
        for (flags, from, to) in [
            ("-n 1", 0, 1),
            ("-n 250", 0, 250),
            ("-n 250 --page-size 3", 0, 250),
            ("--skip 120 -n 130", 120, 250),
            ("--skip 500 --all", 500, all.len()),
            ("--skip 5000", 0, 0),
            ("-n 9999", 0, all.len()),
        ] {
            world.gives(&format!("events connections posts {flags}"), &all[from..to]);
        }
    }
}

#[test]
fn filters_and_windows_hold_for_both_kinds() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let all = merged(&world);
        let kept =
            |keep: &dyn Fn(&Value) -> bool| all.iter().filter(|record| keep(record)).cloned().collect::<Vec<_>>();
        let at = |record: &Value| record["createdAt"].as_str().unwrap().to_owned();
        let platforms = ["facebook", "tiktok"];
        let cases: [(&str, Vec<Value>); 6] = [
            ("--status failed", kept(&|record| record["status"] == "failed")),
            ("--platform facebook,tiktok", kept(&|record| platforms.contains(&record["platform"].as_str().unwrap()))),
            ("--since 2d", kept(&|record| at(record).as_str() >= "2026-11-18T12:00:00")),
            ("--until 2026-11-19", kept(&|record| at(record).as_str() < "2026-11-19T00:00:00")),
            ("--where kind=post", kept(&|record| record["kind"] == "post")),
            ("--where error.code=oauth_denied", kept(&|record| record["error"]["code"] == "oauth_denied")),
        ];
        for (flags, wanted) in cases {
            assert!(wanted.len() > 3 && wanted.len() < all.len(), "{flags} proves nothing: {}", wanted.len());
            world.gives(&format!("events connections posts --all {flags}"), &wanted);
            world.gives(&format!("events connections posts -n 3 {flags}"), &wanted[..3]);
            world.gives(&format!("events connections posts -n 2 --skip 1 {flags}"), &wanted[1..3]);
        }
    }
}

#[test]
fn a_filter_that_one_kind_has_asks_for_that_kind_alone() {
    for dialect in DIALECTS {
        let world = World::of(dialect, SOME);
        let post = world.everything("posts")[9]["postId"].as_str().unwrap().to_owned();
        for (command, alone, posts) in [
            ("events connections posts --all --event disconnect", "connections --all --event disconnect", false),
            (
                "events connections posts -n 7 --action publish,post.failed",
                "posts -n 7 --action publish,post.failed",
                true,
            ),
            (&format!("events connections posts --post {post}"), &format!("posts --post {post}"), true),
        ] {
            let wanted = world.list(alone);
            let before = world.queries().len();
            world.gives(command, &wanted);
            let (of_connections, of_posts) = requests(&world.queries()[before..], &world);
            assert_eq!((of_connections == 0, of_posts == 0), (posts, !posts), "{command}");
        }
        let ended = world.run("events connections posts --event disconnect --post x").end().code(2);
        assert!(ended.stderr.contains("these filters match no connections and no posts"), "{}", ended.stderr);
    }
}

#[test]
fn no_more_pages_are_asked_for_than_each_kind_needs() {
    // The first page holds as many as are wanted, up to 100; the others bring 98 each.
    let needed = |wanted: usize, of_kind: usize| if wanted <= 100 { 1 } else { of_kind.saturating_sub(2) / 98 + 1 };
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 800");
        let all = merged(&world);
        for wanted in [1, 50, 100, 101, 250, 1_000] {
            let before = world.queries().len();
            world.gives(&format!("events connections posts -n {wanted}"), &all[..wanted]);
            let posts = all[..wanted].iter().filter(|record| record["kind"] == "post").count();
            let asked = requests(&world.queries()[before..], &world);
            assert_eq!(asked, (needed(wanted, wanted - posts), needed(wanted, posts)), "-n {wanted} in {dialect}");
        }
    }
}

#[test]
fn pages_of_a_kind_that_has_nothing_newer_are_not_asked_for() {
    // No connection matches, and every post does: what is older than the last post wanted cannot matter.
    let server = old(|posts, target| {
        let letter = if posts { 'p' } else { 'c' };
        cut(&rows(letter, if posts { 30..60 } else { 0..60 }), target)
    });
    let line = "events connections posts --dialect late --where id!~c --page-size 10 -n 12 -o json";
    let ended = connlog(line).at(&server.base_url).end().code(0);
    assert_eq!(ids(&ended.array())[..3], ["p59", "p58", "p57"]);
    let of_connections = server.requests().iter().filter(|target| target.contains("/connections/")).count();
    assert_eq!((of_connections, server.requests().len()), (2, 4), "{:?}", server.requests());
}

#[test]
fn equal_times_have_connections_first_and_each_kind_in_its_own_order() {
    let at =
        |letter: char, number: u32| json!({ "_id": format!("{letter}{number}"), "createdAt": "2026-11-20T10:00:00Z" });
    let server = old(move |posts, target| {
        let letter = if posts { 'p' } else { 'c' };
        let row = |number| if number == 0 { rows(letter, 1..2).remove(0) } else { at(letter, number) };
        cut(&(0..6).map(row).collect::<Vec<_>>(), target)
    });
    for flags in ["--all", "--all --page-size 3", "-n 12 --page-size 4"] {
        let ended = connlog(&format!("events connections posts --dialect late {flags} -o json"))
            .at(&server.base_url)
            .end()
            .code(0);
        let wanted = ["c1", "p1", "c1", "c2", "c3", "c4", "c5", "p1", "p2", "p3", "p4", "p5"];
        assert_eq!(ids(&ended.array()), wanted, "{flags}");
    }
}

#[test]
fn an_entry_without_a_time_stays_behind_the_one_before_it() {
    let timeless = |id: &str| json!({ "_id": id });
    let server = old(move |posts, _| {
        let letter = if posts { 'p' } else { 'c' };
        let mut list = rows(letter, [10, 30, 50].into_iter());
        list.insert(2, timeless(if posts { "p-" } else { "c-" }));
        page(&list, false)
    });
    let ended = connlog("events connections posts --dialect late --all -o json").at(&server.base_url).end().code(0);
    assert_eq!(ids(&ended.array()), ["c50", "p50", "c30", "c-", "p30", "p-", "c10", "p10"]);
}

#[test]
fn a_kind_that_fails_half_way_ends_the_list_where_it_is_complete() {
    let failing = |times: bool| {
        old(move |posts, target| match parameter(target, "skip").as_deref() {
            Some("0") => cut(&rows(if posts { 'p' } else { 'c' }, if posts { 40..60 } else { 0..60 }), target),
            _ if posts && times => Answer::json(r#"{"error":"Forbidden"}"#).status(403),
            _ => cut(&rows(if posts { 'p' } else { 'c' }, if posts { 40..60 } else { 0..60 }), target),
        })
    };
    let line = "events connections posts --dialect late --all --page-size 10 -o json";
    let whole = connlog(line).at(&failing(false).base_url).end().code(0).array();
    assert_eq!(whole.len(), 80);
    let ended = connlog(line).at(&failing(true).base_url).end().code(8);
    // Posts are known down to p50, and connections down to the same moment.
    let shown = ended.array();
    assert_eq!((shown.len(), &shown[..]), (20, &whole[..20]));
    let error = ended.error();
    assert_eq!((&error["code"], &error["partial"]["records"]), (&json!("incomplete"), &json!(20)));
    assert!(error["message"].as_str().unwrap().contains("posts could not be read on"), "{error}");
    let resume = error["partial"]["resume"].as_str().unwrap();
    assert_eq!(resume, "--until 2026-11-20T10:50:00.001Z");
    let rest = connlog(&format!("{line} {resume}")).at(&failing(false).base_url).end().code(0).array();
    assert_eq!(rest[..], whole[18..], "the moment that was shown last comes again");
}

#[test]
fn a_kind_whose_first_page_cannot_be_had_ends_it_before_anything_is_shown() {
    for posts_fail in [true, false] {
        let server = old(move |posts, target| {
            let fails = posts == posts_fail;
            if fails { Answer::json(r#"{"error":"Forbidden"}"#).status(403) } else { cut(&rows('x', 0..60), target) }
        });
        let ended = connlog("events connections posts --dialect late -o plain").at(&server.base_url).end().code(4);
        assert_eq!(ended.stdout, "");
        // What ends the very first request is of no kind.
        assert_eq!(ended.stderr.contains("error: posts could not be read: "), posts_fail, "{}", ended.stderr);
    }
}

#[test]
fn a_misbehaving_server_changes_nothing_in_the_list() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 260");
        let all = merged(&world);
        world.demo.misbehave(&["status=503@10%", "cut@10%"]);
        world.gives("events connections posts --all --page-size 20 --retries 20", &all);
        world.gives("events connections posts -n 150 --page-size 20 --retries 20 --concurrency 1", &all[..150]);
    }
}

#[test]
fn what_the_list_does_not_tell_is_told_of_both_kinds() {
    let world = World::of("late", "--entries 40");
    let says = |command: &str| world.run(command).end().code(0).stderr;
    assert!(
        says("events connections posts --search nothing-at-all")
            .contains("no connections or posts match (the API keeps 7 days)")
    );
    assert!(
        says("events connections posts --days 30")
            .contains("the API keeps 7 days; older connections and posts are gone")
    );
    assert!(
        says("events connections posts -n 5 --skip 5")
            .contains("the newest 5; there may be more: --all, -n N or --skip 10")
    );
    assert!(!says("events connections posts -n 9999").contains("there may be more"));
}

#[test]
fn every_format_shows_both_kinds() {
    let world = World::of("zernio", "--entries 30");
    let all = merged(&world);
    let out = |flags: &str| world.run(&format!("events connections posts -n 20 {flags}")).end().code(0).stdout;
    for (flags, header) in
        [("-o plain", 0), ("-o csv", 1), ("-o tsv", 1), ("-o md", 2), ("-o table", 1), ("-o line", 0)]
    {
        let text = out(flags);
        assert_eq!(text.lines().count(), 20 + header, "{flags}: {text}");
        assert!(text.contains("post.published") || flags == "-o line", "{flags}: {text}");
    }
    let kinds = |flags: &str| -> Vec<String> { out(flags).lines().map(str::to_owned).collect() };
    let wanted: Vec<&str> = all[..20].iter().map(|record| record["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds("-o tsv --fields kind")[1..], wanted);
    let fields: Value = serde_json::from_str(&out("--json=kind,postId,error.code")).unwrap();
    assert_eq!(fields.as_array().unwrap().len(), 20);
    let raw = world.run("events connections posts -n 20 -o ndjson --raw").end().code(0).lines();
    let types: Vec<&str> = raw.iter().map(|row| row["type"].as_str().unwrap()).collect();
    let types: Vec<&str> = types.iter().map(|name| if *name == "publishing" { "post" } else { "connection" }).collect();
    assert_eq!(types, wanted);
}

#[test]
fn a_look_before_asking_shows_both_walks() {
    let world = World::of("zernio", "--entries 350");
    let text = world.run("events connections posts -n 150 --skip 20 --status failed --explain").end().code(0).stdout;
    let blocks: Vec<&str> = text.split("\n\n").collect();
    assert_eq!(blocks.len(), 2, "{text}");
    for (block, kind, word) in [(blocks[0], "connections", "connections"), (blocks[1], "posts", "publishing")] {
        assert!(block.starts_with(&format!("kind     {kind}\n")), "{text}");
        assert!(block.contains(&format!("type={word}&status=failed&limit=100&skip=0")), "{text}");
    }
    let curl = world.run("events connections posts --curl").end().code(0).stdout;
    let urls: Vec<&str> = curl.lines().filter(|line| line.contains("http")).collect();
    assert!(urls[0].contains("type=connections&limit=50&skip=0") && urls[1].contains("type=publishing"), "{curl}");
}

#[test]
fn the_dialect_that_one_kind_was_answered_in_is_the_one_of_the_others() {
    for dialect in DIALECTS {
        let demo = Demo::start(&format!("--serves {dialect} --entries 40"));
        connlog("events connections posts -n 3").at(&demo.base_url).end().code(0);
        let refused = demo.requests().iter().filter(|asked| asked["status"] != 200).count();
        let asked = demo.requests().len();
        assert_eq!(asked - refused, 2, "{dialect}: {:?}", demo.requests());
        assert!(refused <= 1, "{dialect}: {:?}", demo.requests());
    }
}

#[test]
fn counts_and_verdicts_cover_every_kind_by_the_same_word() {
    let world = World::of("zernio", "--entries 120");
    let stats = world.list("stats events --by kind");
    let count = |kind: &str| stats.iter().find(|row| row["group"]["kind"] == kind).map(|row| row["count"].clone());
    let mut all = 0;
    for (command, kind) in KINDS {
        let there = world.list(&format!("{command} --all")).len();
        assert_eq!(count(kind), Some(json!(there)), "{command}: {stats:?}");
        all += there;
    }
    let verdict = world.run("check events --days 30 --max-failure-rate 100% -o json").end().code(0);
    let verdict: Value = serde_json::from_str(&verdict.stdout).unwrap();
    assert_eq!((&verdict["totals"]["records"], &verdict["kinds"]), (&json!(all), &json!(["events"])));
    assert_eq!(verdict["skipped"], json!([]));
}
