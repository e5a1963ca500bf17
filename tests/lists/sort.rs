//! `--sort` on lists and on `stats`, and the sums and largest values of `stats`.

use serde_json::Value;

use crate::support::{Run, connlog};

fn rows(arguments: &[&str]) -> Vec<Value> {
    let ended = Run::new(arguments).end().code(0);
    ended.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn durations(rows: &[Value]) -> Vec<Option<u64>> {
    rows.iter().map(|row| row["durationMs"].as_u64()).collect()
}

const POSTS: [&str; 6] = ["posts", "--demo", "--days", "7", "-o", "ndjson"];

#[test]
fn a_limit_keeps_the_first_of_all_entries_of_the_window() {
    let all = rows(&[&POSTS[..], &["--all", "--sort", "duration:desc"]].concat());
    let mut expected = durations(&all);
    assert!(expected.len() > 100);
    expected.sort_by_key(|duration| std::cmp::Reverse(duration.unwrap_or(0)));
    assert_eq!(durations(&all), expected);
    let first = rows(&[&POSTS[..], &["-n", "10", "--sort", "duration:desc"]].concat());
    assert_eq!(first, all[..10]);
    let next = rows(&[&POSTS[..], &["-n", "10", "--skip", "10", "--sort", "duration:desc"]].concat());
    assert_eq!(next, all[10..20]);
}

#[test]
fn missing_values_are_last_and_equal_ones_stay_newest_first() {
    let all = rows(&[&POSTS[..], &["--all", "--sort", "link", "--fields", "link,createdAt"]].concat());
    let links: Vec<bool> = all.iter().map(|row| row["link"].is_string()).collect();
    assert!(links.contains(&true) && links.contains(&false));
    assert!(links.windows(2).all(|pair| pair[0] >= pair[1]), "{links:?}");
    let without: Vec<&str> =
        all.iter().zip(&links).filter(|(_, has)| !**has).map(|(row, _)| row["createdAt"].as_str().unwrap()).collect();
    assert!(without.windows(2).all(|pair| pair[0] >= pair[1]));
}

#[test]
fn every_list_sorts_in_every_format() {
    for kind in ["connections", "posts", "events", "webhooks", "requests", "messages", "workflows"] {
        let rows = rows(&[kind, "--demo", "-n", "20", "--sort", "platform,time", "-o", "ndjson"]);
        let keys: Vec<(String, &str)> = rows
            .iter()
            .map(|row| (row["platform"].as_str().unwrap_or("~").to_lowercase(), row["createdAt"].as_str().unwrap()))
            .collect();
        assert!(keys.len() > 1 && keys.is_sorted(), "{kind}: {keys:?}");
    }
    for format in ["table", "line", "plain", "json", "csv", "tsv", "md"] {
        let text =
            connlog(&format!("posts --demo -n 5 --sort duration:desc --fields duration -o {format}")).end().code(0);
        let numbers: Vec<u64> = text
            .stdout
            .split(|character: char| !character.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        assert!(numbers.len() == 5 && numbers.is_sorted_by(|one, other| one >= other), "{format}: {}", text.stdout);
        assert!(text.stderr.contains("the first 5 by duration:desc; there are more"), "{}", text.stderr);
    }
}

#[test]
fn a_mistake_in_the_order_is_a_usage_error() {
    for arguments in [
        "posts --demo --sort durtion",
        "posts --demo --sort duration:down",
        "posts --demo --sort duration -f",
        "syncs show x --from x.ndjson --sort duration",
        "stats posts --demo --sort sum.durationMs",
        "stats posts --demo --sort group.account",
        "stats posts --demo --sum message",
        "stats posts --demo --sum nothing",
    ] {
        let ended = connlog(arguments).end();
        assert_eq!(ended.code, Some(2), "{arguments}: {}", ended.stderr);
    }
}

#[test]
fn stats_add_up_and_sort() {
    let arguments =
        ["stats", "posts", "--demo", "--days", "7", "--by", "platform", "--sum", "durationMs,attemptNumber"];
    let more = ["--max", "duration,time", "--sort", "sum.durationMs:desc", "-o", "ndjson"];
    let groups = rows(&[&arguments[..], &more[..]].concat());
    let posts = rows(&[&POSTS[..], &["--all"]].concat());
    assert!(groups.len() > 3);
    let sums: Vec<u64> = groups.iter().map(|row| row["sum"]["durationMs"].as_u64().unwrap_or(0)).collect();
    assert!(sums.is_sorted_by(|one, other| one >= other), "{sums:?}");
    for group in &groups {
        let own: Vec<&Value> = posts.iter().filter(|post| post["platform"] == group["group"]["platform"]).collect();
        let sum: u64 = own.iter().filter_map(|post| post["durationMs"].as_u64()).sum();
        assert_eq!(group["sum"]["durationMs"].as_u64(), Some(sum));
        assert_eq!(group["max"]["duration"], group["durationMs"]["max"]);
        let newest = own.iter().filter_map(|post| post["createdAt"].as_str()).max();
        assert_eq!(group["max"]["time"].as_str(), newest);
    }
    let table = connlog("stats posts --demo --days 7 --sum durationMs --sort platform --top 2").end().code(0);
    let table_rows = table.stdout.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect::<Vec<_>>();
    assert!(table_rows.is_sorted() && table_rows.len() == 2, "{}", table.stdout);
    assert!(table.stderr.contains("later by group.platform"), "{}", table.stderr);
    let shown =
        connlog("stats posts --demo --days 7 --sum durationMs --max attemptNumber -o table").end().code(0).stdout;
    assert!(shown.contains("SUM durationMs") && shown.contains("MAX attemptNumber"), "{shown}");
}

#[test]
fn a_sum_of_an_object_names_the_numbers_in_it() {
    let rows = connlog("stats syncs --from - --by connectionId --sum rows").stdin("{}").end().code(2).stderr;
    assert!(rows.contains("rows.upserted"), "{rows}");
    let texts = connlog("stats syncs --from - --sum status").stdin("{}").end().code(2).stderr;
    assert!(texts.contains("its values are not numbers"), "{texts}");
}
