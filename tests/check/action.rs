//! The steps of the GitHub Action run `connlog check` with the inputs, and set the outputs.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::missing;
use crate::support::{Demo, Ended, KEY, NOW, root};

/// The inputs of `packaging/action check`, as the runner passes them.
const INPUTS: [&str; 9] =
    ["KINDS", "SINCE", "FROM", "UNRESOLVED", "MAX_FAILURES", "MAX_FAILURE_RATE", "MIN_RECORDS", "ARGS", "REPORTS"];

/// Runs `packaging/action check` in `folder` with these inputs; the others are empty.
fn check(folder: &Path, demo: Option<&Demo>, inputs: &[(&str, &str)]) -> Option<Ended> {
    let program = folder.join("connlog");
    if !program.exists() {
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_connlog"), &program).unwrap();
    }
    let path = std::env::join_paths([folder, Path::new("/usr/bin"), Path::new("/bin")]).unwrap();
    let mut command = Command::new("bash");
    command.arg(root().join("packaging/action")).arg("check").env_clear().current_dir(folder);
    command.env("PATH", path).env("HOME", folder).env("CONNLOG_NOW", NOW);
    command.env("CONNLOG_API_KEY", demo.map_or("", |_| KEY)).env("GITHUB_OUTPUT", folder.join("outputs"));
    command.envs(demo.map(|demo| ("CONNLOG_BASE_URL", demo.base_url.as_str())));
    command.envs(INPUTS.iter().map(|name| (format!("INPUT_{name}"), "")));
    command.envs(inputs.iter().map(|(name, value)| (format!("INPUT_{name}"), *value)));
    Some(Ended::from(missing::started("bash", command.output())?))
}

#[test]
fn the_action_judges_the_api_and_sets_every_output() {
    let (folder, demo) = (TempDir::new().unwrap(), Demo::start(""));
    let inputs = [
        ("KINDS", "connections posts"),
        ("SINCE", "1d"),
        ("MAX_FAILURES", "0"),
        ("ARGS", "--where\nplatform = tiktok or platform = instagram"),
        ("REPORTS", "junit=reports/connlog.xml md=reports/connlog.md"),
    ];
    let Some(ended) = check(folder.path(), Some(&demo), &inputs) else { return };
    let ended = ended.code(10);
    assert!(ended.stderr.contains("::error"), "{}", ended.stderr);
    assert!(folder.path().join("reports/connlog.xml").is_file() && folder.path().join("reports/connlog.md").is_file());
    let outputs = std::fs::read_to_string(folder.path().join("outputs")).unwrap();
    let set: BTreeSet<&str> = outputs.lines().filter_map(|line| line.split(['=', '<']).next()).collect();
    let action = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let declared: BTreeSet<&str> =
        action.split("steps.check.outputs.").skip(1).map(|rest| rest.split_whitespace().next().unwrap()).collect();
    assert!(declared.len() == 8 && declared.is_subset(&set), "{declared:?} {set:?}");
    assert!(outputs.contains("outcome<<") && outputs.contains("\nfailed\n"), "{outputs}");
}

#[test]
fn the_action_judges_files_without_a_key() {
    let folder = TempDir::new().unwrap();
    let fixture = root().join("tests/fixtures/fivetran/samples.ndjson");
    std::fs::copy(fixture, folder.path().join("*.ndjson")).unwrap();
    let inputs = [("KINDS", "events"), ("SINCE", "2025-07-07"), ("FROM", "*.ndjson"), ("MAX_FAILURES", "0")];
    let Some(ended) = check(folder.path(), None, &inputs) else { return };
    ended.code(10);
}

#[test]
fn every_input_of_the_action_reaches_a_step() {
    let action = std::fs::read_to_string(root().join("action.yml")).unwrap();
    let (head, steps) = action.split_once("\nruns:").unwrap();
    let inputs = head.split("\ninputs:\n").nth(1).unwrap().split("\noutputs:\n").next().unwrap();
    let names = inputs.lines().filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'));
    let names: Vec<&str> = names.filter(|name| !name.starts_with(' ')).collect();
    assert!(names.len() == 11, "{names:?}");
    for name in names {
        assert!(steps.contains(&format!("inputs.{name} ")), "{name}");
        let listed = std::fs::read_to_string(root().join("docs/guide/ci.md")).unwrap();
        assert!(listed.contains(&format!("`{name}`")), "docs/guide/ci.md does not list the input {name}");
    }
}
