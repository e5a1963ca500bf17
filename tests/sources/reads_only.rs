//! connlog only reads: whatever the command, a server sees nothing but GET.

use std::collections::BTreeSet;

use crate::support::{Demo, Run, connlog};

/// Every command that sends requests, with flags that make it send all of them.
const COMMANDS: &[&str] = &[
    "connections --all -o table",
    "connections --explain",
    "posts --since 1d -o json",
    "posts --post 65f1c0a9e2b5af0012ab34cd",
    "events -n 20 -o line",
    "webhooks -o table",
    "requests -n 5",
    "messages -n 5",
    "workflows -n 5",
    "status -o table",
    "status --expires-within 7d",
    "tail -n 5 --for 1s",
    "tail status -n 5 --for 1s --interval 100ms",
    "check connections posts -o table --exit-zero",
    "check status --exit-zero",
    "stats connections posts --by account,profile -o table",
    "archive -q",
    "summary",
    "doctor",
    "doctor --json",
    "why 65a4c7d2e5505e3651af9776",
    "why brixendal_studio --entries",
    "posts show 000000000000000000000000",
];

#[test]
fn a_server_sees_nothing_but_get() {
    let demo = Demo::start("");
    for command in COMMANDS {
        let ended = connlog(command).at(&demo.base_url).end();
        assert!(matches!(ended.code, Some(0 | 5)), "{command}: {:?} {}", ended.code, ended.stderr);
    }
    let requests = demo.requests();
    let methods: BTreeSet<&str> = requests.iter().map(|request| request["method"].as_str().unwrap()).collect();
    assert_eq!(methods, BTreeSet::from(["GET"]));
    let paths: BTreeSet<&str> = requests.iter().map(|request| request["path"].as_str().unwrap()).collect();
    for path in ["/api/v1/logs", "/api/v1/accounts/health", "/api/v1/accounts", "/api/v1/billing", "/api/v1/changelog"]
    {
        assert!(paths.iter().any(|seen| path.ends_with(seen) || *seen == path), "{path} is not in {paths:?}");
    }
}

/// Commands that send no request to this API; `fivetran_api` tests those of the other one.
const SILENT: [&str; 7] = ["explain", "schema", "demo", "completions", "config", "syncs", "help"];

#[test]
fn every_command_is_part_of_this_test() {
    let help = Run::new(&["--help"]).end().code(0).stdout;
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let lines = listed.split("\n\n").next().unwrap().lines();
    let named: BTreeSet<&str> = lines
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| !SILENT.contains(name))
        .collect();
    let tested: BTreeSet<&str> = COMMANDS.iter().filter_map(|command| command.split(' ').next()).collect();
    assert_eq!(named.difference(&tested).collect::<Vec<_>>(), Vec::<&&str>::new());
}
