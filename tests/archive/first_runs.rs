//! Tests first runs: what a source forgets before it is archived is reported, and nothing else is.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::engines::Archive;

use crate::support::{Answer, NOW, Run, Scripted, cut, parameter};

/// How long the server keeps entries.
const KEPT: TimeDelta = TimeDelta::days(90);

fn start() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

/// A server that forgets entries. Its clock can be put forward.
struct ForgetfulLog {
    server: Scripted,
    clock: Arc<Mutex<DateTime<Utc>>>,
    /// The server reads requests and sends no answers.
    hangs: Arc<AtomicBool>,
    /// The status of every answer, if it is an error.
    fails: Arc<AtomicBool>,
}

impl ForgetfulLog {
    /// Serves connections of these ages before [`start`]. Each request takes a second, and a window with an end takes `delay`.
    fn start(ages: &[TimeDelta], delay: TimeDelta) -> Self {
        let clock = Arc::new(Mutex::new(start()));
        let (hangs, fails) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let entries: Vec<DateTime<Utc>> = ages.iter().map(|age| start() - *age).collect();
        let (time, hang, fail) = (Arc::clone(&clock), Arc::clone(&hangs), Arc::clone(&fails));
        let server = Scripted::start(move |_, target| {
            while hang.load(Ordering::SeqCst) {
                thread::sleep(Duration::from_millis(5));
            }
            let mut clock = time.lock().unwrap();
            let now = *clock;
            let limit = |name| parameter(target, name).map(|text| text.parse::<DateTime<Utc>>().unwrap());
            let (from, to) = (limit("from"), limit("to"));
            let is_inside = |time: &DateTime<Utc>| {
                *time >= now - KEPT && from.is_none_or(|from| *time >= from) && to.is_none_or(|to| *time < to)
            };
            let rows: Vec<Value> = entries.iter().enumerate().filter(|(_, time)| is_inside(time)).map(row).collect();
            let is_asked = target.contains("type=connections");
            let mut answer = cut(if is_asked { &rows } else { &[] }, target);
            *clock = now + TimeDelta::seconds(1) + if to.is_some() { delay } else { TimeDelta::zero() };
            answer.headers.push(("Date".into(), now.format("%a, %d %b %Y %H:%M:%S GMT").to_string()));
            if fail.load(Ordering::SeqCst) { Answer::json(r#"{"error":"later"}"#).status(503) } else { answer }
        });
        Self { server, clock, hangs, fails }
    }

    /// Runs `archive` at the present time of the server.
    fn archive(&self, archive: &Archive) -> Run {
        let now = self.clock.lock().unwrap().to_rfc3339();
        let run = archive.filled("connections --dialect zernio --retries 0").at(&self.server.base_url);
        run.env("CONNLOG_NOW", &now)
    }

    /// Kills a run after the server has its first request.
    fn kill_first_run(&self, archive: &Archive) {
        self.hangs.store(true, Ordering::SeqCst);
        let earlier = self.server.requests().len();
        let (mut child, _home) = self.archive(archive).spawn();
        while self.server.requests().len() == earlier {
            thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        self.hangs.store(false, Ordering::SeqCst);
    }

    fn pass(&self, time: TimeDelta) {
        *self.clock.lock().unwrap() += time;
    }
}

/// An entry, with its number in the list. The newest is the first.
fn row((number, time): (usize, &DateTime<Utc>)) -> Value {
    json!({
        "type": "connections", "action": "account.connected", "status": "success", "platform": "tiktok",
        "account_id": format!("a{number}"), "created_at": time.to_rfc3339(),
    })
}

/// Returns the ages of `count` entries, which are spread over the last `days`.
fn ages(count: i32, days: i64) -> Vec<TimeDelta> {
    (0..count).map(|number| TimeDelta::minutes(1) + TimeDelta::days(days) / count * number).collect()
}

/// The windows that a check of the archive lists as lost.
fn lost(archive: &Archive) -> Vec<String> {
    let report = archive.filled("--check").end().code(0).stdout;
    report.lines().filter(|line| line.starts_with("lost ")).map(str::to_owned).collect()
}

#[test]
fn a_first_run_in_windows_that_loses_nothing_ends_with_0() {
    for days in [19, 88] {
        let (archive, log) = (Archive::in_a_file(), ForgetfulLog::start(&ages(6_000, days), TimeDelta::zero()));
        let first = log.archive(&archive).end().code(0);
        assert!(first.stdout.starts_with("archived 6,000 new"), "{}{}", first.stdout, first.stderr);
        assert!(log.server.requests().iter().any(|request| parameter(request, "to").is_some()), "it needs no windows");
        assert_eq!((lost(&archive).len(), first.stderr.as_str()), (0, ""));
    }
}

#[test]
fn a_first_run_that_loses_entries_meanwhile_ends_with_8() {
    let (archive, log) = (Archive::in_a_file(), ForgetfulLog::start(&ages(6_000, 88), TimeDelta::days(4)));
    let first = log.archive(&archive).end().code(8);
    assert!(first.stderr.contains("are lost"), "{}", first.stderr);
    assert!(!lost(&archive).is_empty());
    assert!(archive.lines("connections") < 6_000);
    log.archive(&archive).end().code(0);
}

#[test]
fn what_expires_after_a_killed_first_run_is_lost() {
    let (archive, log) = (Archive::in_a_file(), ForgetfulLog::start(&ages(100, 80), TimeDelta::zero()));
    archive.filled("posts --dialect zernio").at(&log.server.base_url).end().code(0);
    log.kill_first_run(&archive);
    let unread = archive.read("connections --since 1h").end().code(0);
    assert!(unread.stderr.contains("no run has archived connections"), "{}", unread.stderr);
    log.pass(TimeDelta::days(40));
    let second = log.archive(&archive).end().code(8);
    assert!(second.stderr.contains("are lost") && second.stdout.starts_with("archived "), "{}", second.stderr);
    let windows = lost(&archive);
    assert!(windows.len() == 1 && windows[0].contains("from 2026-08-22T12:00:01Z to 2026-10-01T"), "{windows:?}");
    log.archive(&archive).end().code(0);
    assert_eq!(lost(&archive), windows);
}

#[test]
fn nothing_is_lost_by_a_first_run_that_failed() {
    let (archive, log) = (Archive::in_a_file(), ForgetfulLog::start(&ages(100, 80), TimeDelta::zero()));
    log.fails.store(true, Ordering::SeqCst);
    log.archive(&archive).end().code(6);
    log.fails.store(false, Ordering::SeqCst);
    log.pass(TimeDelta::days(40));
    log.archive(&archive).end().code(0);
    assert_eq!(lost(&archive).len(), 0);
}

#[test]
fn a_killed_first_run_is_reported_when_it_cannot_be_running_any_more() {
    let (archive, log) = (Archive::in_a_file(), ForgetfulLog::start(&ages(100, 80), TimeDelta::zero()));
    log.kill_first_run(&archive);
    log.pass(TimeDelta::minutes(2));
    log.archive(&archive).end().code(0);
    log.pass(TimeDelta::hours(1));
    log.archive(&archive).end().code(8);
    assert_eq!(lost(&archive).len(), 1);
    log.archive(&archive).end().code(0);
}

#[test]
fn a_first_run_that_was_slower_than_another_one_loses_nothing() {
    let (archive, log) = (Archive::in_a_file(), ForgetfulLog::start(&ages(100, 80), TimeDelta::zero()));
    log.hangs.store(true, Ordering::SeqCst);
    let runs: Vec<_> = (0..3)
        .map(|_| {
            let run = log.archive(&archive).spawn();
            log.pass(TimeDelta::seconds(30));
            thread::sleep(Duration::from_millis(100));
            run
        })
        .collect();
    log.hangs.store(false, Ordering::SeqCst);
    for (child, _home) in runs {
        let ended = child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(0), "{}", String::from_utf8_lossy(&ended.stderr));
    }
    log.pass(TimeDelta::hours(1));
    log.archive(&archive).end().code(0);
    assert_eq!(lost(&archive).len(), 0);
    assert_eq!(archive.lines("connections"), 100);
}

#[test]
fn kinds_that_are_kept_for_different_times_are_archived_as_a_whole() {
    let (archive, log) = (Archive::in_a_file(), ForgetfulLog::start(&ages(6_000, 88), TimeDelta::zero()));
    // Webhooks are kept for 30 days. The oldest ones expire while older connections are read.
    let first = log.archive(&archive).arg("webhooks").end().code(8);
    assert!(first.stdout.starts_with("archived 6,000 new"), "{}{}", first.stdout, first.stderr);
    let windows = lost(&archive);
    assert!(!windows.is_empty() && windows.iter().all(|lost| lost.contains("from 2026-10-21T12:")), "{windows:?}");
    log.archive(&archive).arg("webhooks").end().code(0);
    assert_eq!(lost(&archive), windows);
}
