//! `-A`, `-B` and `-C`: the entries around a match, as `grep` shows them.

use serde_json::Value;

use crate::support::{Run, connlog};

/// Events of two accounts, one a minute; a text marks those to find.
fn entries(wanted: &[usize], ascending: bool) -> String {
    let line = |at: usize| {
        let status = if wanted.contains(&at) { "failed" } else { "success" };
        format!(
            r#"{{"kind":"post","source":"zernio","postId":"p{at}","accountId":"a{}","platform":"x","status":"{status}","createdAt":"2026-11-20T10:{at:02}:00Z"}}"#,
            at % 2
        )
    };
    let mut lines: Vec<String> = (0..20).map(line).collect();
    if !ascending {
        lines.reverse();
    }
    lines.join("\n")
}

fn list(wanted: &[usize], ascending: bool, arguments: &str) -> String {
    let run = connlog(&format!("posts --from log.ndjson --status failed {arguments}"));
    run.file("log.ndjson", &entries(wanted, ascending)).at_home().end().code(0).stdout
}

/// The signs and numbers of a plain list: `:10 -9`, with `--` between groups.
fn shown(text: &str) -> String {
    let entry = |line: &str| match line.split_once('\t') {
        Some((sign, post)) => format!("{sign}{}", post.trim_start_matches('p')),
        None => line.to_owned(),
    };
    text.lines().map(entry).collect::<Vec<_>>().join(" ")
}

#[test]
fn matches_and_context_come_newest_first_with_separators() {
    for ascending in [true, false] {
        let plain =
            |arguments: &str| shown(&list(&[5, 12], ascending, &format!("-o plain --fields postId {arguments}")));
        assert_eq!(plain("-C 1"), "-13 :12 -11 -- -6 :5 -4");
        assert_eq!(plain("-A 2"), ":12 -11 -10 -- :5 -4 -3");
        assert_eq!(plain("-B 2"), "-14 -13 :12 -- -7 -6 :5");
        assert_eq!(plain("-A 1 -C 3"), "-15 -14 -13 :12 -11 -8 -7 -6 :5 -4".replace("-11 -8", "-11 -- -8"));
        assert_eq!(plain("-C 3"), "-15 -14 -13 :12 -11 -10 -9 -8 -7 -6 :5 -4 -3 -2");
        assert_eq!(plain("-n 1 -C 1"), "-13 :12 -11");
        assert_eq!(plain("--skip 1 -C 1"), "-6 :5 -4");
    }
    let all = |arguments: &str| shown(&list(&[5, 12], false, &format!("-o plain --fields postId --all {arguments}")));
    assert_eq!(all("-C 1"), "-13 :12 -11 -- -6 :5 -4");
}

#[test]
fn neighbouring_matches_share_their_context() {
    let plain = |arguments: &str| shown(&list(&[9, 10, 12], true, &format!("-o plain --fields postId {arguments}")));
    assert_eq!(plain("-C 1"), "-13 :12 -11 :10 :9 -8");
    assert_eq!(plain("-A 1"), ":12 -11 :10 :9 -8");
    // A match beyond the limit is context, as after `grep -m`.
    assert_eq!(plain("-n 2 -C 1"), "-13 :12 -11 :10 -9");
}

#[test]
fn the_context_can_be_of_the_same_account() {
    let by = |field: &str| shown(&list(&[12], true, &format!("-o plain --fields postId -C 2 --context-by {field}")));
    assert_eq!(by("account"), "-16 -14 :12 -10 -8");
    assert_eq!(by("accountId"), "-16 -14 :12 -10 -8");
    assert_eq!(by("platform"), "-14 -13 :12 -11 -10");
}

#[test]
fn syncs_have_context_too() {
    let sync = |at: usize| {
        let status = if at == 6 { "failed" } else { "succeeded" };
        format!(
            r#"{{"kind":"sync","source":"fivetran","connectionId":"c{}","syncId":"s{at}","status":"{status}","startedAt":"2026-11-20T10:{at:02}:00Z","endedAt":"2026-11-20T10:{at:02}:30Z"}}"#,
            at % 2
        )
    };
    let rows = (0..12).map(sync).collect::<Vec<_>>().join("\n");
    let list = |arguments: &str| {
        let run = connlog(&format!("syncs --from log.ndjson --status failed -o plain --fields syncId {arguments}"));
        run.file("log.ndjson", &rows)
            .at_home()
            .end()
            .code(0)
            .stdout
            .lines()
            .collect::<Vec<_>>()
            .join(" ")
            .replace('\t', "")
    };
    assert_eq!(list("-C 1"), "-s7 :s6 -s5");
    assert_eq!(list("-A 2 --context-by connection"), ":s6 -s4 -s2");
}

#[test]
fn tables_show_signs_and_machine_formats_do_not() {
    let table = list(&[5, 12], true, "-o table --fields postId -C 1");
    assert_eq!(table, "  POSTID\n- p13\n: p12\n- p11\n--\n- p6\n: p5\n- p4\n");
    let rows = list(&[5, 12], true, "-o ndjson --fields postId -C 1");
    let posts: Vec<Value> = rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(posts.len(), 6);
    assert_eq!(list(&[5], true, "-o csv --fields postId -C 1"), "postId\np6\np5\np4\n");
    assert!(list(&[5], true, "-o line --fields postId -C 1").contains(": p5"));
}

#[test]
fn an_api_is_read_no_further_than_the_context() {
    let run = connlog("posts --demo --status failed -n 3 -C 1 -o plain --fields postId --debug");
    let ended = run.end().code(0);
    let lines = ended.stdout.lines().filter(|line| line.starts_with(":\t")).count();
    assert_eq!(lines, 3, "{}", ended.stdout);
    let requests = ended.stderr.matches("GET /v1/").count() + ended.stderr.matches("GET http").count();
    assert!((1..=4).contains(&requests), "{requests}: {}", ended.stderr);
    let all = connlog("posts --demo --days 7 --status failed --all -C 1 -o plain --fields postId").end().code(0).stdout;
    let failed = connlog("posts --demo --days 7 --status failed --all -o plain --fields postId").end().code(0).stdout;
    assert_eq!(all.lines().filter(|line| line.starts_with(':')).count(), failed.lines().count());
}

#[test]
fn context_without_a_sense_is_a_usage_error() {
    for arguments in [
        "posts --demo -C 1 --sort duration",
        "posts --demo -C 1 --follow",
        "posts --demo --context-by account",
        "posts --demo -C 1 --context-by accountt",
        "posts --demo -C -1",
    ] {
        Run::new(&arguments.split(' ').collect::<Vec<_>>()).end().code(2);
    }
}
