//! Tests that Fivetran's API gets only requests that its OpenAPI document describes: GET, a route, its parameters and their
//! values. `tests/fixtures/fivetran-rest/routes.tsv` has the routes with their parameters, without `duration`, which is
//! deprecated.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::fivetran_api::{demo, on_demo};
use crate::support::NOW;

const ROUTES: &str = include_str!("../fixtures/fivetran-rest/routes.tsv");
const LARGEST_PAGE: u32 = 1_000;
const LONGEST_WINDOW: TimeDelta = TimeDelta::days(7);

/// Returns the route of a path, and the names of its parameters.
fn route(path: &str) -> Option<(&'static str, BTreeSet<&'static str>)> {
    let is_same = |(pattern, piece): (&str, &str)| pattern == piece || (pattern.starts_with('{') && !piece.is_empty());
    let matches = |pattern: &str| {
        pattern.split('/').count() == path.split('/').count() && pattern.split('/').zip(path.split('/')).all(is_same)
    };
    let routes = ROUTES.lines().map(|line| line.split_once('\t').unwrap());
    let (route, names) = routes.into_iter().find(|(pattern, _)| matches(pattern))?;
    Some((route, names.split_whitespace().collect()))
}

/// Returns why a request is not what the document describes.
fn fault(request: &Value) -> Option<String> {
    let text = |name: &str| request[name].as_str().unwrap();
    if text("method") != "GET" {
        return Some(format!("method {}", text("method")));
    }
    let Some((route, names)) = route(text("path")) else { return Some("no such route".to_owned()) };
    let mut seen = BTreeSet::new();
    let mut window: Vec<DateTime<Utc>> = Vec::new();
    for (name, value) in
        text("query").split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap())
    {
        let value = percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned();
        if !names.contains(name) || !seen.insert(name.to_owned()) {
            return Some(format!("unknown or repeated parameter {name}"));
        }
        match name {
            "limit" if value.parse().is_ok_and(|limit: u32| (1..=LARGEST_PAGE).contains(&limit)) => {}
            "start_time" | "end_time" => window.push(value.parse().unwrap()),
            "cursor" | "group_id" | "groupId" | "schema" if !value.is_empty() => {}
            _ => return Some(format!("{name}={value}")),
        }
    }
    match window[..] {
        [] if !route.ends_with("/sync-history") => None,
        [start, end] if start < end && end - start <= LONGEST_WINDOW && start >= now() - LONGEST_WINDOW => None,
        _ => Some(format!("window {window:?}")),
    }
}

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

#[test]
fn every_request_is_one_that_the_document_describes() {
    let small = demo("");
    for command in [
        "status",
        "syncs --all",
        "syncs --since 2020-01-01 --until 2026-11-20",
        "syncs --since 1h --connection crm,orders_db",
        "syncs --explain",
        "check syncs --no-success-for auto --since 7d",
        "stats syncs --since 30d",
        "summary",
        "doctor",
        "why crm",
        "why nobody",
        "tail -n 3 --for 1s",
        "tail status --for 1s",
        "events -n 3",
    ] {
        let ended = on_demo(command, &small).end();
        assert!([Some(0), Some(5), Some(8), Some(10)].contains(&ended.code), "{command}: {}", ended.stderr);
    }
    let large = demo("--connections 1100");
    on_demo("status", &large).end().code(0);
    on_demo("syncs -n 5 --since 1h", &large).end();
    let requests = [small.requests(), large.requests()].concat();
    let faults: Vec<String> =
        requests.iter().filter_map(|request| Some(format!("{}: {request}", fault(request)?))).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let routes: BTreeSet<&str> =
        requests.iter().filter_map(|request| Some(route(request["path"].as_str()?)?.0)).collect();
    assert_eq!(routes.len(), ROUTES.lines().count(), "every route was asked: {routes:?}");
    assert!(requests.iter().any(|request| request["query"].as_str().unwrap().contains("cursor=")), "also later pages");
}
