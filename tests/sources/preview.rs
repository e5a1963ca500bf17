//! Tests `--explain`, `--curl`, `--debug` and the progress of lists.

#[cfg(unix)]
use std::process::Command;
use std::process::Stdio;

use serde_json::json;

#[cfg(unix)]
use crate::missing;
use crate::support::{Answer, DIALECTS, Demo, Ended, KEY, Run, Scripted, World, connlog, fixture};

/// The value of a line of `--explain`.
#[track_caller]
fn told<'e>(explained: &'e str, name: &str) -> &'e str {
    let line = explained.lines().find_map(|line| line.strip_prefix(&format!("{name:<9}")));
    line.unwrap_or_else(|| panic!("no {name} in {explained}"))
}

/// The query behind `?` of a URL.
fn query(url: &str) -> String {
    url.split_once('?').unwrap().1.to_owned()
}

#[track_caller]
fn explain(run: Run) -> String {
    let ended = run.arg("--explain").end().code(0);
    assert_eq!(ended.stderr, "", "all of it goes to stdout");
    ended.stdout
}

#[test]
fn explain_says_which_filters_the_server_applies_and_which_connlog_does() {
    let cases = [
        ("connections", ["nothing", "nothing"], ["nothing", "nothing"]),
        (
            "connections --platform tiktok --status failed",
            ["--platform, --status", "nothing"],
            ["--platform, --status", "nothing"],
        ),
        (
            "connections --platform tiktok,reddit --event disconnect",
            ["--event", "--platform"],
            ["nothing", "--platform, --event"],
        ),
        (
            "posts --action publish --search quota --since 1d",
            ["--action, --search", "--since"],
            ["--search, --since", "--action"],
        ),
        (
            "posts --account a --profile p --until 1h",
            ["nothing", "--account, --profile, --until"],
            ["--account, --profile", "--until"],
        ),
    ];
    for (index, dialect) in DIALECTS.into_iter().enumerate() {
        let world = World::of(dialect, "--entries 50");
        for (command, late, zernio) in cases {
            let explained = explain(world.run(command));
            let [server, here] = [late, zernio][index];
            let found = (told(&explained, "server"), told(&explained, "here"));
            assert_eq!(found, (&*format!("filters {server}"), &*format!("filters {here}")), "{command} in {dialect}");
            assert!(told(&explained, "dialect").starts_with(&format!("{dialect}, ")), "{explained}");
        }
    }
}

#[test]
fn explain_asks_for_one_entry_and_no_more() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 250");
        explain(world.run("connections --all --status failed --skip 7 --page-size 20"));
        let asked = world.queries();
        assert!(asked.len() == 1 && asked[0].contains("limit=1&skip=0"), "{asked:?}");
        // Which dialect it is has to be found out first.
        let demo = Demo::start(&format!("--entries 250 --serves {dialect}"));
        explain(connlog("connections --all").at(&demo.base_url));
        assert_eq!(demo.requests().len(), if dialect == "late" { 2 } else { 1 });
    }
}

#[test]
fn explain_tells_the_very_requests_that_are_made_then() {
    let commands = [
        "connections",
        "connections -n 1",
        "connections -n 150",
        "connections -n 150 --skip 40",
        "connections --all",
        "connections --all --page-size 1 --status failed",
        "connections --all --page-size 2 --status failed",
        "connections --all --page-size 4 --status failed",
        "connections --all --page-size 100 --skip 90",
        "posts --all --status failed --page-size 10",
        "posts -n 20 --skip 30 --status success --page-size 25",
        "posts --all --platform tiktok,instagram",
    ];
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 250");
        for command in commands {
            let explained = explain(world.run(&format!("{command} --concurrency 1")));
            let before = world.queries().len();
            world.run(&format!("{command} --concurrency 1")).end().code(0);
            let asked = world.queries().split_off(before);
            let name = format!("{command} in {dialect}: {explained}{asked:#?}");
            assert_eq!(query(told(&explained, "first")), asked[0], "{name}");
            let then = explained.lines().find_map(|line| line.strip_prefix("then     "));
            assert_eq!(then.map(query).as_ref(), asked.get(1), "{name}");
            let requests = told(&explained, "requests").trim_start_matches("at most ").split(',').next();
            assert_eq!(requests, Some(&*asked.len().to_string()), "{name}");
        }
    }
}

#[test]
fn explain_says_at_most_where_the_list_may_end_sooner() {
    let world = World::of("zernio", "--entries 250");
    for (command, most) in [("--all", false), ("-n 100", true), ("--all --since 1h", true)] {
        let explained = explain(world.run(&format!("connections {command}")));
        assert_eq!(told(&explained, "requests").starts_with("at most "), most, "{explained}");
    }
    let page = fixture("unified-connections.json").replace("\"total\"", "\"sum\"");
    let silent = Scripted::always(Answer::json(&page));
    let explained = explain(connlog("connections --all --dialect zernio").at(&silent.base_url));
    assert_eq!(told(&explained, "requests"), "the server does not say how many, 4 at a time");
}

#[test]
fn explain_tells_what_is_left_of_the_quota() {
    let demo = Demo::limited(30, "--entries 250 --serves zernio");
    let explained = explain(connlog("connections --all --page-size 52 --concurrency 3").at(&demo.base_url));
    assert_eq!(told(&explained, "requests"), "5, 3 at a time");
    assert_eq!(told(&explained, "quota"), "29 of 30 requests left in this minute, of which this takes 5");
}

#[test]
fn one_posts_history_is_one_request() {
    let world = World::of("late", "--entries 50");
    let attempts = world.list("posts -n 1");
    let post = attempts[0]["postId"].as_str().unwrap();
    let explained = explain(world.run(&format!("posts --all --post {post}")));
    assert!(told(&explained, "first").ends_with(&format!("/v1/posts/{post}/logs?limit=100")), "{explained}");
    assert!(told(&explained, "requests").starts_with("1, "), "{explained}");
    assert!(!explained.contains("then"), "{explained}");
    assert_eq!(told(&explained, "server"), "filters --post");
}

#[test]
fn explain_and_curl_exclude_each_other_and_both_need_a_key() {
    connlog("posts --demo --explain --curl").end().code(2);
    for flag in ["--explain", "--curl"] {
        connlog(&format!("posts {flag}")).end().code(4);
    }
}

#[test]
fn previews_never_hold_the_key() {
    let demo = Demo::start("--entries 50");
    for flag in ["--explain", "--curl", "--debug", "--explain --debug", "--curl --debug"] {
        let Ended { stdout, stderr, .. } = connlog(&format!("posts {flag}")).at(&demo.base_url).end().code(0);
        assert!(!format!("{stdout}{stderr}").contains(&KEY[3..]), "{flag}: {stdout}{stderr}");
    }
}

#[test]
fn curl_asks_nothing_and_names_the_variable_that_holds_the_key() {
    let demo = Demo::start("--entries 50");
    let base = |run: Run| run.env("CONNLOG_BASE_URL", &demo.base_url);
    let cases = [
        (connlog("posts --curl").env("CONNLOG_API_KEY", KEY), "CONNLOG_API_KEY"),
        (connlog("posts --curl").env("ZERNIO_API_KEY", KEY), "ZERNIO_API_KEY"),
        (connlog("posts --curl").env("LATE_API_KEY", KEY), "LATE_API_KEY"),
        (connlog("posts --curl").env("LATE_API_KEY", KEY).env("ZERNIO_API_KEY", KEY), "ZERNIO_API_KEY"),
        (connlog("posts --curl --api-key-file -").stdin(KEY), "CONNLOG_API_KEY"),
    ];
    for (run, variable) in cases {
        let printed = base(run).end().code(0).stdout;
        let key = format!("printf 'Authorization: Bearer %s\\n' \"${variable}\" |\n  curl ");
        assert!(printed.starts_with(&key) && printed.lines().count() == 2, "{printed}");
    }
    assert_eq!(demo.requests().len(), 0);
}

#[test]
#[cfg(unix)]
fn the_curl_command_gives_what_the_list_is_made_of() {
    let version = Command::new("curl").arg("--version").stdout(Stdio::null()).status();
    let Some(_) = missing::started("curl", version) else { return };
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 250");
        let odd = &["--search", "it's \"$HOME\" `x` & [1-9] {ab} #?"];
        let none: &[&str] = &[];
        for (command, words) in [("connections -n 5", none), ("posts -n 5 --status failed", none), ("posts", odd)] {
            let run = || words.iter().fold(world.run(command), |run, word| run.arg(word));
            let printed = run().arg("--curl").end().code(0).stdout;
            let mut shell = Command::new("sh");
            let shell = shell.args(["-c", &printed]).env("CONNLOG_API_KEY", KEY).env_remove("http_proxy");
            let output = Ended::from(shell.env("no_proxy", "*").output().unwrap()).code(0);
            assert_eq!(output.stderr, "", "{printed}");
            let answer: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
            let listed = run().arg("-o").arg("json").arg("--raw").arg("--show-secrets").end().code(0).array();
            assert!(answer["logs"].as_array().unwrap() == &listed, "{} records listed: {printed}", listed.len());
            let queries = world.queries();
            let [.., by_curl, by_list] = &queries[..] else { panic!("{queries:?}") };
            assert_eq!(by_curl, by_list);
        }
    }
}

#[test]
fn curl_names_no_variable_that_may_hold_the_key_of_another_host() {
    let config = "[context.a]\napi_key = 'sk_1'\n[context.b]\napi_key_file = 'it\\u0027s'\n";
    let config = config.replace("'it\\u0027s'", "\"it's\"");
    let curl = |context: &str| {
        let run = connlog(&format!("posts --curl -c {context}")).env("CONNLOG_API_KEY", "sk_other");
        let run = run.file(".config/connlog/config.toml", &config).file(".config/connlog/it's", "sk_2\n");
        run.end().code(0).stdout
    };
    assert!(curl("a").contains("\"${CONNLOG_CONFIGURED_KEY:?"), "{}", curl("a"));
    let printed = curl("b");
    assert!(printed.contains("\"$(cat -- '") && printed.contains("/.config/connlog/it'\\''s')\""), "{printed}");
}

/// Runs the commands of `--curl` in several shells with a curl that writes down its arguments and its input.
#[test]
#[cfg(unix)]
fn no_key_is_on_a_command_line() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("curl"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >> \"$SEEN\"\ncat\n").unwrap();
    std::fs::set_permissions(at("curl"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::write(at("key"), KEY).unwrap();
    let key_file = format!("--api-key-file {}", at("key").display());
    for shell in ["sh", "bash", "dash"] {
        for (flags, variable) in [("", "CONNLOG_API_KEY"), ("", "LATE_API_KEY"), (&key_file, "IGNORED")] {
            let run = connlog(&format!("events --curl {flags}")).env(variable, KEY);
            let printed = run.end().code(0).stdout;
            let mut command = Command::new(shell);
            command.args(["-c", "eval \"$PRINTED\""]).env("PRINTED", &printed).env("SEEN", at("seen"));
            let path = format!("{}:/usr/bin:/bin", folder.path().display());
            let output = command.env(variable, KEY).env("PATH", path).output();
            let Some(output) = missing::started(shell, output) else { continue };
            let output = Ended::from(output).code(0);
            assert_eq!(output.stdout, format!("Authorization: Bearer {KEY}\n").repeat(6), "{shell} {printed}");
            let seen = std::fs::read_to_string(at("seen")).unwrap();
            assert!(seen.contains("https://zernio.com/api/v1/logs") && !seen.contains(&KEY[3..]), "{shell}: {seen}");
        }
    }
}

#[test]
fn curl_speaks_the_dialect_that_is_set_or_remembered() {
    let demo = Demo::start("--serves late --entries 50");
    let curl = |run: Run| run.at(&demo.base_url).end().code(0).stdout;
    assert!(curl(connlog("posts --curl")).contains("/v1/logs?type=publishing"));
    assert!(curl(connlog("posts --curl --dialect late")).contains("/v1/posts/logs?"));
    let home = tempfile::tempdir().unwrap();
    let cache = home.path().to_str().unwrap();
    let remembering = |arguments: &str| connlog(arguments).env("XDG_CACHE_HOME", cache);
    curl(remembering("posts"));
    assert!(curl(remembering("posts --curl")).contains("/v1/posts/logs?"));
}

#[test]
fn debug_tells_each_request_with_status_time_and_id() {
    let demo = Demo::start("--serves zernio --entries 250 --fault status=503@2");
    let run = connlog("connections --all --dialect zernio --page-size 100 --concurrency 1 -o json --debug");
    let ended = run.at(&demo.base_url).end().code(0);
    assert_eq!(ended.array().len(), 250);
    let lines: Vec<&str> = ended.stderr.lines().filter_map(|line| line.strip_prefix("debug: ")).collect();
    let requests = demo.requests();
    let told: Vec<&&str> = lines.iter().filter(|line| line.starts_with("GET ")).collect();
    assert_eq!(told.len(), requests.len(), "{}", ended.stderr);
    for (line, request) in told.iter().zip(&requests) {
        let start =
            format!("GET {}/v1/logs?{}: {} in ", demo.base_url, request["query"].as_str().unwrap(), request["status"]);
        assert!(line.starts_with(&start), "{line} is not {start}");
        let (time, rest) = line[start.len()..].split_once(" ms, request id ").unwrap();
        assert!(time.parse::<u32>().is_ok() && rest.len() > 36 && rest.ends_with(" requests left"), "{line}");
    }
    assert!(lines.iter().any(|line| line.starts_with("waiting ") && line.ends_with(" ms")), "{}", ended.stderr);
}

#[test]
fn debug_tells_requests_that_were_not_answered() {
    let demo = Demo::start("--fault drop@1");
    let ended = connlog("posts --dialect zernio --debug -n 1").at(&demo.base_url).end().code(0);
    let told: Vec<&str> = ended.stderr.lines().filter(|line| line.starts_with("debug: GET ")).collect();
    assert_eq!(told.len(), 2, "{}", ended.stderr);
    assert!(told[1].contains(": 200 in "), "{}", ended.stderr);
}

/// What a terminal of 100 columns gets on stderr and stdout together; `None` where there is no `script` to make one.
#[cfg(target_os = "linux")]
#[track_caller]
fn terminal(arguments: &str, base_url: &str) -> Option<String> {
    let home = tempfile::tempdir().unwrap();
    let line = format!("stty cols 100 rows 24; exec '{}' {arguments}", env!("CARGO_BIN_EXE_connlog"));
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", home.path());
    command.env("TERM", "xterm-256color").env("NO_COLOR", "1");
    command.env("CONNLOG_BASE_URL", base_url).env("CONNLOG_API_KEY", KEY).stdin(Stdio::null());
    let output = missing::started("script", command.output())?;
    Some(String::from_utf8(output.stdout).unwrap())
}

/// What a line is wiped out with.
#[cfg(target_os = "linux")]
const WIPE: &str = "\r\u{1b}[2K";
const SLOW: &str = "--serves zernio --entries 250 --latency 200ms";
const LIST: &str = "connections --dialect zernio --all --page-size 52 --out /dev/null";

#[test]
#[cfg(target_os = "linux")]
fn a_slow_list_shows_on_a_terminal_how_far_it_is_and_leaves_nothing_behind() {
    let demo = Demo::live(&SLOW.replace("200ms", "600ms"));
    let Some(shown) = terminal(LIST, &demo.base_url) else { return };
    for part in ["asking the API", "1 page, 52 records", "2 pages, 102 records", " s left"] {
        assert!(shown.contains(part), "no `{part}` in {shown:?}");
    }
    assert!(shown.ends_with(WIPE), "{shown:?}");
    assert!(!shown.contains('\n'), "it stays on one line: {shown:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_follows_the_progress_line_begins_on_a_clean_line() {
    let demo = Demo::live(SLOW);
    let table = "connections --dialect zernio -n 150 -o table --fields accountId";
    let Some(shown) = terminal(table, &demo.base_url) else { return };
    let (progress, table) = shown.rsplit_once(WIPE).unwrap();
    assert!(progress.contains("records"), "{progress:?}");
    assert!(table.starts_with("ACCOUNT") && table.contains("note: the newest 150"), "{table:?}");
    let broken = Demo::live(&format!("{SLOW} --fault status=500@2-"));
    let shown = terminal(&format!("{LIST} --retries 0"), &broken.base_url).unwrap();
    let (_, error) = shown.rsplit_once(WIPE).unwrap();
    assert!(error.starts_with("error: the list is incomplete"), "{shown:?}");
    let refused = Demo::live("--latency 300ms --fault status=403");
    let shown = terminal(LIST, &refused.base_url).unwrap();
    let (_, error) = shown.rsplit_once(WIPE).unwrap();
    assert!(error.starts_with("error: the key lacks the permission"), "{shown:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn no_progress_is_shown_where_it_would_disturb() {
    let demo = Demo::start(SLOW);
    let silent = ["--quiet", "2>/dev/null", "2>&1 | cat"];
    for how in silent {
        let Some(shown) = terminal(&format!("{LIST} {how}"), &demo.base_url) else { return };
        assert!(!shown.contains("records") && !shown.contains('\u{1b}'), "{how}: {shown:?}");
    }
    let streamed = "connections --dialect zernio --all --page-size 52 -o ndjson --fields platform";
    let shown = terminal(streamed, &demo.base_url).unwrap();
    assert!(!shown.contains("records") && shown.lines().count() == 250, "{shown:?}");
    let piped = connlog(LIST).at(&demo.base_url).no_env("CONNLOG_NOW").end().code(0);
    assert_eq!(piped.stderr, "");
}

#[test]
#[cfg(target_os = "linux")]
fn a_wait_for_the_rate_limit_is_counted_down() {
    for (fault, what) in [("1", "asking the API"), ("3", "records, ")] {
        let demo = Demo::live(&format!("--serves zernio --entries 250 --fault retry-after=2@{fault}"));
        let Some(shown) = terminal(LIST, &demo.base_url) else { return };
        for left in [2, 1] {
            let told = format!(", rate limited: {left} s");
            assert!(shown.contains(what) && shown.contains(&told), "request {fault}: {shown:?}");
        }
        assert!(shown.ends_with(WIPE), "{shown:?}");
        let (_, after) = shown.rsplit_once("rate limited").unwrap();
        assert!(fault == "1" || after.contains("records"), "the countdown ends with the wait: {shown:?}");
    }
}

/// Nothing is left of the quota after the first answer, for two seconds.
fn used_up() -> Scripted {
    let rows: Vec<_> = (10..40)
        .map(|second| json!({ "type": "connections", "created_at": format!("2026-11-20T10:00:{:02}Z", 50 - second) }))
        .collect();
    Scripted::start(move |number, target| {
        let mut answer = crate::support::cut(&rows, target);
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        let left = if number == 1 { "0" } else { "100" };
        answer.headers.push(("X-RateLimit-Remaining".into(), left.into()));
        answer.headers.push(("X-RateLimit-Reset".into(), (now + 3).to_string()));
        answer
    })
}

#[test]
#[cfg(target_os = "linux")]
fn a_wait_for_the_quota_is_counted_down_and_told_too() {
    let server = used_up();
    let arguments = "connections --dialect zernio --all --page-size 20 --out /dev/null";
    let ended = connlog(&format!("{arguments} --debug")).no_env("CONNLOG_NOW").at(&server.base_url).end().code(0);
    assert!(ended.stderr.contains("debug: waiting "), "{}", ended.stderr);
    let server = used_up();
    let Some(shown) = terminal(arguments, &server.base_url) else { return };
    assert!(shown.contains(", rate limited: 2 s"), "{shown:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn debug_lines_on_a_terminal_are_not_mixed_with_progress() {
    let demo = Demo::live(SLOW);
    let Some(shown) = terminal(&format!("{LIST} --debug"), &demo.base_url) else { return };
    assert!(shown.lines().all(|line| line.is_empty() || line.starts_with("debug: ")), "{shown:?}");
}
