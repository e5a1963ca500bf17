//! Saved filters: `[filter.NAME]` of the configuration file, used as `@NAME`.

use crate::support::{Run, connlog};

const CONFIG: &str = "\
[filter.failing-tiktok]
platform = \"tiktok\"
status = \"failed\"
where = \"attemptNumber exists\"

[filter.day]
since = \"1d\"
any_value = true

[filter.odd]
post = \"65f1c0a9e2b5af0012ab34cd\"

[filter.program]
exec = \"rm\"
";

fn run(arguments: &str) -> Run {
    connlog(arguments).file(".config/connlog/config.toml", CONFIG)
}

fn posts(arguments: &str) -> Vec<(String, String)> {
    let text = run(&format!("{arguments} --demo --all -o tsv --fields platform,status")).end().code(0).stdout;
    let cell = |line: &str| line.split_once('\t').map(|(one, other)| (one.to_owned(), other.to_owned())).unwrap();
    text.lines().skip(1).map(cell).collect()
}

#[test]
fn a_saved_filter_is_the_same_as_its_flags() {
    let saved = run("posts @failing-tiktok --demo --days 7 --all -o ndjson").end().code(0).stdout;
    let typed = Run::new(&[
        "posts",
        "--platform",
        "tiktok",
        "--status",
        "failed",
        "--where",
        "attemptNumber exists",
        "--demo",
        "--days",
        "7",
        "--all",
        "-o",
        "ndjson",
    ]);
    assert!(!saved.is_empty());
    assert_eq!(saved, typed.end().code(0).stdout);
}

#[test]
fn typed_flags_replace_those_of_the_filter_and_others_are_added() {
    let replaced = posts("posts @failing-tiktok --days 7 --status=success");
    assert!(!replaced.is_empty() && replaced.iter().all(|row| *row == ("tiktok".to_owned(), "success".to_owned())));
    let both = posts("posts @failing-tiktok @day");
    assert!(both.iter().all(|row| *row == ("tiktok".to_owned(), "failed".to_owned())));
    assert!(both.len() < posts("posts @failing-tiktok --days 7").len());
    let none = run("posts @failing-tiktok --demo --where platform=x").end().code(0);
    assert_eq!(none.stdout, "");
}

#[test]
fn lists_stats_and_check_take_filters() {
    for command in ["events posts", "stats posts", "check posts --exit-zero", "tail posts -n 1 --count 1"] {
        run(&format!("{command} @failing-tiktok --demo")).end().code(0);
    }
    // A value of a flag is no filter.
    run("posts --demo --search @failing-tiktok").end().code(0);
    let ended = run("doctor @day").end().code(2);
    assert!(ended.stderr.contains("does not take a saved filter"), "{}", ended.stderr);
}

#[test]
fn an_unknown_name_or_flag_is_a_usage_error_with_the_list() {
    let ended = run("posts @failing-tiktk --demo").end().code(2);
    assert!(ended.stderr.contains("there is no saved filter `@failing-tiktk`"), "{}", ended.stderr);
    assert!(
        ended.stderr.contains("@day, @failing-tiktok, @odd") && ended.stderr.contains("did you mean"),
        "{}",
        ended.stderr
    );
    let ended = run("connections @odd --demo").end().code(2);
    assert!(ended.stderr.contains("sets --post, which `connlog connections` does not take"), "{}", ended.stderr);
    let ended = run("tail posts @program --demo").end().code(2);
    assert!(ended.stderr.contains("sets --exec"), "{}", ended.stderr);
    let ended = connlog("posts @any --demo").end().code(2);
    assert!(ended.stderr.contains("[filter.any]"), "{}", ended.stderr);
}

#[test]
fn doctor_shows_the_filters_and_their_file() {
    let report = run("doctor --demo").end().code(0).stdout;
    assert!(report.contains("config.toml  (read for preferences and saved filters"), "{report}");
    assert!(report.contains("@day, @failing-tiktok, @odd") && report.contains("config.toml"), "{report}");
}
