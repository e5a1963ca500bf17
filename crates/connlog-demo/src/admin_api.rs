//! The control routes under `/demo`, for tests and the curious: what was asked, what exists, other faults, stop.
//!
//! Routes that change something want POST and the header `x-connlog-demo`. A web page cannot send this header to another origin:
//! the browser asks for permission first by a preflight request, and the demo never grants it.

use hyper::{Method, Request};

use super::fault_injection::InjectedFault;
use super::millis;
use super::query_params::Params;
use super::service::{Service, lock};
use super::time_index::{EntryFeed, PlacedEntry};

/// The header of requests that change something.
const CONTROL: &str = "x-connlog-demo";

/// Answers a path outside of the API with a status and JSON.
pub(super) fn answer<B>(service: &Service, request: &Request<B>) -> (u16, Vec<u8>) {
    let (path, query) = (request.uri().path(), request.uri().query().unwrap_or(""));
    if matches!(path, "/demo/faults" | "/demo/stop") {
        if request.method() != Method::POST {
            return (405, br#"{"error":"send it by POST"}"#.to_vec());
        }
        if !request.headers().contains_key(CONTROL) {
            return (403, br#"{"error":"send the header x-connlog-demo: 1"}"#.to_vec());
        }
    }
    let body = match path {
        "/demo/requests" => serde_json::to_vec(&lock(&service.seen).requests).unwrap_or_default(),
        "/demo/truth" => match entry_ids(service, &Params::read(query)) {
            Some(ids) => serde_json::to_vec(&ids).unwrap_or_default(),
            None => return (400, br#"{"error":"/demo/truth?kind=connections|posts&from=MS&to=MS"}"#.to_vec()),
        },
        "/demo/faults" => {
            let orders = Params::read(query);
            match orders.values("set").map(str::parse).collect::<Result<Vec<InjectedFault>, _>>() {
                Ok(faults) => *lock(&service.faults) = faults,
                Err(error) => {
                    return (400, serde_json::json!({ "error": error.to_string() }).to_string().into_bytes());
                }
            }
            br#"{"set":true}"#.to_vec()
        }
        "/demo/stop" => {
            service.stop.notify_one();
            br#"{"stopping":true}"#.to_vec()
        }
        _ => return (404, br#"{"error":"Not found"}"#.to_vec()),
    };
    (200, body)
}

/// The ids of what exists now, newest first, from `from` on and before `to`.
fn entry_ids(service: &Service, params: &Params) -> Option<Vec<String>> {
    let world = &service.world;
    let feed = match params.get("kind")? {
        "connections" => EntryFeed::Connections,
        "posts" => EntryFeed::Posts,
        _ => return None,
    };
    let bound = |name: &'static str, default| params.number(name, 0..=u64::MAX, default).ok();
    let (from, to) = (bound("from", 0)?, bound("to", u64::MAX)?);
    let now = millis((service.options.clock)());
    let existing = world.line.existing(feed, now);
    let ids = existing.rev().filter_map(|n| {
        let PlacedEntry { kind, number: n, time } = world.line.at(feed, n);
        ((from..to).contains(&time) && world.has_appeared(kind, n, now)).then(|| match feed {
            EntryFeed::Connections => world.connection_id(n),
            _ => world.post_entry_id(n),
        })
    });
    Some(ids.collect())
}
