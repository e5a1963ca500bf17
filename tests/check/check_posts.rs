//! `check --count posts` and `check --undecided`.

use serde_json::Value;

use crate::support::{Run, connlog};

const RECIPE: &str =
    "check posts --demo --count posts --since 1d --max-failure-rate 5% --min-records 20 --undecided pass";

fn attempt(post: &str, status: &str, minute: u32) -> String {
    format!(
        r#"{{"kind":"post","source":"zernio","postId":"{post}","accountId":"a","platform":"tiktok","action":"publish",
        "status":"{status}","createdAt":"2026-11-20T10:{minute:02}:00Z"}}"#
    )
    .replace('\n', "")
}

/// A file with four attempts: of one post that failed at first, of one that failed, and of one without a failure.
fn attempts() -> String {
    [attempt("p1", "failed", 1), attempt("p1", "success", 2), attempt("p2", "failed", 3), attempt("p3", "success", 4)]
        .join("\n")
}

fn check(arguments: &str) -> Run {
    let words = format!("check posts --from attempts.ndjson --since 1d {arguments}");
    connlog(&words).file("attempts.ndjson", &attempts()).at_home()
}

#[test]
fn posts_are_judged_by_their_last_attempt() {
    let verdict = |arguments: &str| -> Value { serde_json::from_str(&check(arguments).end().stdout).unwrap() };
    let entries = verdict("-o json");
    assert_eq!((&entries["totals"]["records"], &entries["totals"]["failures"]), (&4.into(), &2.into()));
    assert_eq!((&entries["unit"], &entries["earlierAttempts"]), (&"records".into(), &Value::Null));
    let posts = verdict("--count posts -o json");
    assert_eq!((&posts["totals"]["records"], &posts["totals"]["failures"]), (&3.into(), &1.into()));
    assert_eq!((&posts["unit"], &posts["earlierAttempts"]), (&"posts".into(), &1.into()));
    let text = check("--count posts").end().code(10).stdout;
    assert!(text.starts_with("FAILED: posts: 1 failure among 3 posts (33.3%); none is allowed\n"), "{text}");
    assert!(
        text.contains("  the last attempt of each post and account counts; 1 earlier attempt does not\n"),
        "{text}"
    );
    check("--count posts --max-failure-rate 40%").end().code(0);
    check("--max-failure-rate 40%").end().code(10);
}

#[test]
fn an_undecided_check_becomes_what_the_user_wants() {
    for (flag, code) in [("", 11), ("--undecided error", 11), ("--undecided pass", 0), ("--undecided fail", 10)] {
        let ended = check(&format!("--count posts --min-records 20 --max-failure-rate 5% {flag}")).end();
        assert_eq!(ended.code, Some(code), "{flag}: {}", ended.stderr);
        assert!(ended.stdout.starts_with("UNDECIDED: posts: 3 posts; at least 20 are needed"), "{}", ended.stdout);
        assert_eq!(ended.stderr.is_empty(), code == 0, "{}", ended.stderr);
    }
    let json = check("--min-records 20 --undecided fail -o json").end().code(10);
    assert!(json.stderr.contains("gate_failed"), "{}", json.stderr);
    // Unread data is never good news.
    let unread = "check posts --from - --min-records 0 --undecided pass";
    connlog(unread).stdin("{\"a\":1}\n").at_home().end().code(8);
    let row = attempt("p1", "success", 1);
    connlog(unread).stdin(&format!("{row}\n{{\"a\":1}}\n")).at_home().end().code(11);
    // A count that is exceeded is decided, and a failed read stays one.
    check("--undecided pass").end().code(10);
    connlog("check posts --from missing.ndjson --undecided pass").at_home().end().code(5);
    connlog("check posts --demo --undecided pass --exit-zero").end().code(2);
}

#[test]
fn junit_skips_what_is_undecided() {
    for (flag, word) in [
        ("", "<skipped"),
        ("--undecided pass", "<skipped"),
        ("--undecided fail", "<failure"),
        ("--exit-zero", "<skipped"),
    ] {
        let run = check(&format!("--min-records 20 --max-failure-rate 5% {flag} --report junit=report.xml"));
        let home = run.home();
        let file = home.join("report.xml");
        // The folder of a run is removed at its end.
        let (mut child, home) = run.spawn();
        child.wait().unwrap();
        let xml = std::fs::read_to_string(&file).unwrap();
        drop(home);
        let gate = xml.split("min_records").next().unwrap_or_default().len();
        assert!(xml[..].contains(word) && gate > 0, "{flag}: {xml}");
        assert!(!xml.contains("<error"), "{flag}: {xml}");
    }
}

#[test]
fn posts_are_needed_to_count_posts() {
    connlog("check connections --demo --count posts").end().code(2);
    let ended = connlog("check --demo --count posts --since 1d").end().code(10);
    assert!(ended.stdout.starts_with("FAILED: posts: "), "{}", ended.stdout);
}

#[test]
fn the_first_line_names_the_kinds_and_how_to_add_others() {
    let default = connlog("check --demo --since 1d --exit-zero").end().code(0).stdout;
    assert!(default.starts_with("FAILED: connections (others too: connlog check connections posts): "), "{default}");
    let named = connlog("check connections posts --demo --since 1d --exit-zero").end().code(0).stdout;
    assert!(named.starts_with("FAILED: connections and posts: "), "{named}");
}

#[test]
fn the_recipe_of_the_readme_judges_posts() {
    let readme = std::fs::read_to_string(crate::support::root().join("README.md")).unwrap();
    let recipe = RECIPE.replace(" --demo", "");
    assert!(readme.contains(&recipe), "{recipe}");
    let ended = connlog(RECIPE).end().code(10);
    assert!(ended.stdout.contains(" posts ("), "{}", ended.stdout);
    let quiet = RECIPE.replace("--min-records 20", "--min-records 100000");
    let ended = connlog(&quiet).end().code(0);
    assert!(ended.stdout.starts_with("UNDECIDED: posts: "), "{}", ended.stdout);
}
