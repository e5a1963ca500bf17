//! A demo of one dialect, with all its entries.

use std::cell::OnceCell;

use serde_json::Value;

use crate::{Demo, Run, connlog};

/// A demo that serves one dialect alone, and everything in it as the program prints it.
pub struct World {
    pub dialect: &'static str,
    pub demo: Demo,
    connections: OnceCell<Vec<Value>>,
    posts: OnceCell<Vec<Value>>,
}

impl World {
    pub fn of(dialect: &'static str, arguments: &str) -> Self {
        let demo = Demo::start(&format!("--serves {dialect} {arguments}"));
        Self { dialect, demo, connections: OnceCell::new(), posts: OnceCell::new() }
    }

    /// A run against it, in its own dialect.
    pub fn run(&self, command: &str) -> Run {
        connlog(&format!("{command} --dialect {}", self.dialect)).at(&self.demo.base_url)
    }

    /// What a command prints as JSON.
    #[track_caller]
    pub fn list(&self, command: &str) -> Vec<Value> {
        self.run(&format!("{command} -o json")).end().code(0).array()
    }

    /// Every entry of the kind that `command` begins with.
    #[track_caller]
    pub fn everything(&self, command: &str) -> &[Value] {
        let (kind, known) = match command.split(' ').next() {
            Some("posts") => ("posts", &self.posts),
            _ => ("connections", &self.connections),
        };
        known.get_or_init(|| self.list(&format!("{kind} --all")))
    }

    /// Checks that `command` with `--all` prints what `keep` picks from the list without filters: some, and not all.
    #[track_caller]
    pub fn picks(&self, command: &str, keep: impl Fn(&Value) -> bool) {
        let everything = self.everything(command);
        let wanted: Vec<&Value> = everything.iter().filter(|record| keep(record)).collect();
        assert!(!wanted.is_empty() && wanted.len() < everything.len(), "{command} proves nothing: {}", wanted.len());
        let wanted: Vec<Value> = wanted.into_iter().cloned().collect();
        self.gives(&format!("{command} --all"), &wanted);
    }

    /// Checks that `command` prints these records, without showing hundreds of them where it does not.
    #[track_caller]
    pub fn gives(&self, command: &str, wanted: &[Value]) {
        let found = self.list(command);
        let place = found.iter().zip(wanted).position(|(found, wanted)| found != wanted);
        let place = place.or((found.len() != wanted.len()).then(|| found.len().min(wanted.len())));
        let Some(place) = place else { return };
        let (count, dialect) = (found.len(), self.dialect);
        let (found, expected) = (found.get(place), wanted.get(place));
        panic!(
            "{command} in {dialect}: {count} records, {} wanted; number {place} is {found:?}, not {expected:?}",
            wanted.len()
        );
    }

    /// Returns the query of each API request that the server received.
    pub fn queries(&self) -> Vec<String> {
        self.demo.requests().iter().map(|asked| asked["query"].as_str().unwrap().to_owned()).collect()
    }
}
