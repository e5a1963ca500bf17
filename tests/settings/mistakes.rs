//! Tests typical mistakes: the error names the flag, the value or the command that was meant, and suggests nothing else.

use crate::support::{Run, connlog};

#[track_caller]
fn meant(words: &[&str], hint: &str) {
    let ended = Run::new(words).end().code(2);
    assert!(ended.stderr.contains(hint), "{words:?}: {}", ended.stderr);
    assert_eq!(ended.stdout, "");
}

#[test]
fn a_misspelt_flag_is_named() {
    meant(&["posts", "--staus", "failed"], "did you mean `--status`?");
    meant(&["posts", "--limt=5"], "did you mean `--limit`?");
    meant(&["stats", "--evry", "1h"], "did you mean `--every`?");
    meant(&["connections", "--plat", "tiktok"], "did you mean `--platform`?");
    meant(&["postss"], "did you mean `connlog posts`?");
}

#[test]
fn an_empty_answer_names_the_way_out() {
    let note = |line: &str, code: i32| connlog(line).end().code(code).stderr;
    assert!(note("posts --demo --since tomorrow", 0).contains("--since is in the future"));
    assert!(note("posts --demo --account nobody", 0).contains("`connlog why NAME` finds the id of a name"));
    assert!(note("explain 429", 5).contains("`connlog stats posts --where 'statusCode = 429' --by code`"));
    let counted = connlog("stats posts --demo --where").arg("statusCode = 429").arg("--by").arg("code").end().code(0);
    assert!(counted.stdout.contains("rate_limit"), "{}", counted.stdout);
}

#[test]
fn a_flag_of_other_tools_is_named_in_our_words() {
    meant(&["why", "--from", "a.json", "orders_db"], "put `orders_db` before --from");
    meant(&["posts", "--demo", "--fields", ","], "--fields names no field");
    meant(&["stats", "--top", "0"], "expected a number from 1 on");
    meant(&["connections", "--demo", "--provider", "fivetran"], "use `connlog syncs`, or name another source");
    for command in ["status", "summary", "stats", "check"] {
        meant(&[command, "--all"], &format!("leave it out: `connlog {command}` reads everything"));
    }
    meant(&["status", "-C", "2"], "-C is a flag of `connlog connections`");
    meant(&["posts", "--demo", "--sort", ""], "--sort names no field");
    meant(&["syncs", "--from", "x", "--sort", "duration,"], "--sort names no field");
    meant(&["posts", "--last", "5"], "use --limit of `connlog posts`");
    meant(&["connections", "--tail", "5"], "use --limit of `connlog connections`");
    meant(&["posts", "--filter", "x"], "use --where of `connlog posts`");
    meant(&["posts", "--grep", "x"], "use --search of `connlog posts`");
    meant(&["posts", "--timezone", "utc"], "use --tz of `connlog posts`");
    meant(&["stats", "--group-by", "platform"], "use --by of `connlog stats`");
    meant(&["posts", "--verbose"], "use --debug of `connlog posts`");
    meant(&["posts", "--api-key", "x"], "CONNLOG_API_KEY");
    meant(&["list"], "use `connlog events`");
}

#[test]
fn a_flag_of_another_kind_is_named_with_its_command() {
    for (words, hints) in [
        (
            &["posts", "--event", "connect_failed"][..],
            &["use --action of `connlog posts`", "`connlog connections`"][..],
        ),
        (
            &["posts", "--webhook", "x"],
            &["--webhook is a flag of `connlog webhooks`", "use `connlog webhooks --webhook`"],
        ),
        (&["syncs", "--platform", "tiktok"], &["use --service of `connlog syncs`", "`connlog connections`"]),
        (&["posts", "--connection", "x"], &["use --account of `connlog posts`", "`connlog events`"]),
        (&["posts", "--max-failures", "3"], &["--max-failures is a flag of `connlog check`"]),
        (&["connections", "--by", "platform"], &["--by is a flag of", "`connlog stats"]),
        (&["stats", "--group", "platform", "--demo"], &["--group filters Fivetran entries only", "--by FIELD"]),
    ] {
        for hint in hints {
            meant(words, hint);
        }
    }
}

#[test]
fn words_of_other_tools_name_the_command() {
    for (words, hint) in [
        (&["status", "disconnected"][..], "write --state disconnected"),
        (&["status", "--status", "ok"], "use --state of `connlog status`"),
        (&["connections", "--demo", "--status", "disconnected"], "`connlog status --state disconnected`"),
        (&["config", "get", "x"], "use `connlog config list`"),
        (&["config", "use-context", "x"], "use `connlog config use NAME`"),
        (&["posts", "get", "123"], "use `connlog posts show ID`"),
        (&["posts", "list"], "`connlog posts` lists without this word"),
        (&["search", "x"], "use `connlog events --search TEXT`"),
        (&["login"], "use `connlog config set NAME.api_key --stdin`"),
        (&["errors"], "use `connlog summary`"),
        (&["posts", "--search", ""], "give --search a value, or leave it out"),
        (&["posts", "-o", "JSON"], "write --output json"),
        (&["posts", "-n", "-5"], "write 5 without the sign"),
        (&["posts", "--since", "2h", "ago"], "write --since '2h ago', with quotes"),
        (&["connections", "--since", "2", "hours", "ago", "-n", "1"], "write --since '2 hours ago', with quotes"),
        (&["events", "--until", "yesterday", "17:00"], "write --until 'yesterday 17:00', with quotes"),
    ] {
        meant(words, hint);
    }
    assert!(connlog("posts --demo --out .").at_home().end().code(1).stderr.contains("name a file in the folder"));
}

#[test]
fn names_of_platforms_and_actions_ignore_case() {
    let ids = |line: &str| connlog(line).end().code(0).lines().len();
    assert_eq!(ids("posts --demo --platform TikTok -n 3 -o ndjson"), 3);
    assert_eq!(ids("status --demo --platform X -n 1 -o ndjson"), 1);
    assert_eq!(ids("posts --demo --action Post.Published -n 2 -o ndjson"), 2);
}

#[test]
fn nothing_that_is_far_away_is_suggested() {
    for words in
        [&["posts", "--last", "5"][..], &["posts", "--head", "3"], &["posts", "--severity", "x"], &["frobnicate"]]
    {
        let ended = Run::new(words).end().code(2);
        for wrong in ["--platform", "--strict", "--all", "a similar"] {
            assert!(!ended.stderr.contains(wrong), "{words:?}: {}", ended.stderr);
        }
    }
    meant(&["posts", "--frobnicate"], "`connlog posts --help` lists the flags");
    meant(&["frobnicate"], "`connlog --help` lists the commands");
}

#[test]
fn a_value_without_its_flag_is_explained() {
    meant(&["posts", "--json", "id,status"], "write --json=id,status");
    meant(&["connections", "--json", "id"], "write --json=id");
    meant(&["posts", "failed"], "write --status failed");
    meant(&["connections", "tiktok"], "write --platform tiktok");
    meant(&["posts", "65f1c0a9e2b5af0012ab34cd"], "connlog why 65f1c0a9e2b5af0012ab34cd");
    meant(&["posts", "--explain", "oauth_denied"], "connlog explain oauth_denied");
}

#[test]
fn values_of_another_form_are_explained() {
    meant(&["posts", "--limit=all"], "use --all for every entry");
    meant(&["posts", "-n", "ten"], "expected a whole number");
    meant(&["tail", "-n", "ten"], "expected a whole number");
    meant(&["posts", "--days", "1w"], "--since 1w accepts a unit");
    meant(&["posts", "--days", "0"], "at least 1");
    meant(&["connections", "--demo", "--event", "post.failed"], "webhooks can have it, posts as --action");
}

#[test]
fn values_beyond_a_limit_are_explained() {
    let long = "a".repeat(70_000);
    meant(&["posts", "--demo", "--search", &long], "the filters are too long for the URL of a request");
    meant(&["tail", "--demo", "--count", "0"], "expected a number of entries, at least 1");
    meant(&["demo", "--days", "0"], "0 is not in 1..=90");
    let end = connlog(&format!("posts --demo --skip {}", u64::MAX)).end().code(0);
    assert!(end.stderr.contains("the list ends before entry"), "{}", end.stderr);
}

#[test]
fn a_field_of_another_kind_is_named_in_the_words_of_this_one() {
    meant(&["posts", "--demo", "--where", "error.code = x"], "did you mean `response.errorCode`?");
    meant(&["connections", "--demo", "--where", "response.errorMessage ~ x"], "did you mean `error.message`?");
    meant(&["connections", "--demo", "--fields", "attemptNumber"], "posts, webhooks have it");
    meant(&["stats", "connections", "--demo", "--by", "response.errorCode"], "did you mean `error.code`?");
}

#[test]
fn a_time_is_no_source() {
    for time in ["2h", "yesterday", "1 hour ago", "2026-11-20"] {
        meant(&["posts", "--from", time], &format!("--since '{time}' sets the start"));
    }
    connlog("events --from 2h").file("2h", "").at_home().end().code(0);
}

#[test]
fn out_with_the_name_of_a_format_is_a_warning() {
    let run = connlog("posts --demo --out json -n 1").at_home();
    let ended = run.end().code(0);
    assert!(ended.stderr.contains("warning: --out json writes a file named `json`; -o json sets the format"));
    assert!(!connlog("posts --demo --out posts.json -n 1").at_home().end().code(0).stderr.contains("warning"));
}

#[test]
fn mistakes_are_json_where_errors_are() {
    let error = connlog("posts --staus failed -o json").end().code(2).error();
    assert_eq!((error["code"].as_str(), error["hint"].as_str()), (Some("usage"), Some("did you mean `--status`?")));
}

#[test]
fn help_says_first_how_similar_flags_differ() {
    for (command, text) in [
        ("stats", "Count by these fields (--group filters)"),
        ("stats", "Only events of this origin"),
        ("posts", "Source to read, not a time (see --since)"),
        ("posts", "Show the query plan; for error codes see `connlog explain`"),
    ] {
        let help = connlog(&format!("help {command}")).end().code(0).stdout;
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&help).contains(text), "{command}: {help}");
    }
}
