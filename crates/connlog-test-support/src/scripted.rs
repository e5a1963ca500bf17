//! Serves answers that a test writes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;

use crate::fixture;

/// One answer of a [`Scripted`] server.
#[derive(Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// 200 with this JSON.
    pub fn json(body: &str) -> Self {
        Self { status: 200, headers: vec![("Content-Type".into(), "application/json".into())], body: body.to_owned() }
    }

    /// `{status, headers, body}` as the error examples of the fixtures have it.
    pub fn fixture(name: &str) -> Self {
        let text = fixture(name);
        let example: Value = serde_json::from_str(&text).unwrap();
        let headers = example["headers"].as_object().unwrap();
        let headers = headers.iter().map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned())).collect();
        let body = example["body"].as_str().map_or_else(|| example["body"].to_string(), str::to_owned);
        Self { status: u16::try_from(example["status"].as_u64().unwrap()).unwrap(), headers, body }
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// A server that answers every request by a rule; the connection is closed after each answer.
pub struct Scripted {
    pub base_url: String,
    /// Path and query of each request, in order.
    pub seen: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// `answer` gets the number of the request, from 1, and its path with query below the base URL.
    pub fn start(answer: impl Fn(usize, &str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base_url = format!("http://{}/api", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&seen);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                let Some(Ok(first)) = lines.next() else { continue };
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                let target = first.split(' ').nth(1).unwrap_or_default().trim_start_matches("/api").to_owned();
                let number = {
                    let mut seen = noted.lock().unwrap();
                    seen.push(target.clone());
                    seen.len()
                };
                let Answer { status, headers, body } = answer(number, &target);
                let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
                let head = format!(
                    "HTTP/1.1 {status} X\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
                    body.len()
                );
                drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
            }
        });
        Self { base_url, seen }
    }

    /// The same answer to everything.
    pub fn always(answer: Answer) -> Self {
        Self::start(move |_, _| answer.clone())
    }

    pub fn requests(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

/// The value of a parameter in a query, or in a path with one.
pub fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.rsplit('?').next()?.split('&').filter_map(|pair| pair.split_once('='));
    let value = pairs.into_iter().find(|(found, _)| *found == name)?.1;
    Some(percent_encoding::percent_decode_str(value).decode_utf8().unwrap().into_owned())
}

/// A page of either dialect's list.
pub fn page(rows: &[Value], more: bool) -> Answer {
    let pagination = serde_json::json!({ "limit": 50, "skip": 0, "hasMore": more });
    Answer::json(&serde_json::json!({ "logs": rows, "pagination": pagination }).to_string())
}

/// The page of a whole list that a request to either dialect asks for.
pub fn cut(list: &[Value], target: &str) -> Answer {
    let number = |name| parameter(target, name).and_then(|text| text.parse::<usize>().ok());
    let start = number("skip").unwrap_or(0).min(list.len());
    let end = (start + number("limit").unwrap_or(50)).min(list.len());
    page(&list[start..end], end < list.len())
}
