//! Fuzzes text in output: escaped as text and as JSON, as an entry in every format, and as an argument. Output has no effect on a
//! terminal or CI system, does not change if it is escaped again, and contains no secret of the run.
//!
//! The first byte selects the use of the text.
#![no_main]

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, Cursor, Write};
use std::rc::Rc;
use std::sync::{Arc, OnceLock};

use chrono::DateTime;
use connlog::app::AppContext;
use connlog::env::Env;
use connlog::output::formats::FORMATS;
use connlog::output::streams::Streams;
use connlog::output::style::OutputStyle;
use connlog::output::terminal::Palette;
use connlog::signals::Signals;
use connlog_core::json;
use connlog_core::json::rewrite::is_hostile;
use connlog_core::record::Kind;
use connlog_core::redact::Reveal;
use connlog_core::sanitize::{Escaped, Keep};
use connlog_core::secret_registry::SecretRegistry;
use connlog_core::time::Zone;
use libfuzzer_sys::fuzz_target;

const SECRET: &str = "zrk_Can4ry/9f3+77~b";

fuzz_target!(|bytes: &[u8]| {
    let [how, rest @ ..] = bytes else { return };
    let text = String::from_utf8_lossy(rest);
    // A whole run takes a hundred times as long as the escaping.
    match how % 32 {
        0..20 => escaped(&text),
        20..25 => formats(&text),
        25..30 => secrets(&text),
        30 => run(&[OsString::from("connlog"), "events".into(), format!("--x{text}").into()], ""),
        _ => {
            let filter = format!("--where={text}");
            run(&[OsString::from("connlog"), "events".into(), "--from".into(), "-".into(), filter.into()], &text);
        }
    }
});

fn assert_inert(text: &str, tabs: bool) {
    let acts = |c: char| is_hostile(c) && c != '\n' && !(tabs && c == '\t');
    assert!(!text.chars().any(acts), "{text:?}");
    assert!(!text.contains("##["), "{text:?}");
    assert!(!text.lines().any(|line| line.trim_start().starts_with("::")), "{text:?}");
}

fn escaped(text: &str) {
    for keep in [Keep::LINES, Keep::TABS] {
        let once = Escaped::from_text(text, keep);
        assert_inert(once.as_str(), keep.tabs);
        assert_eq!(Escaped::from_text(once.as_str(), keep), once);
    }
    let once = Escaped::from_json(text);
    assert_inert(once.as_str(), false);
    assert_eq!(Escaped::from_json(once.as_str()), once);
    if let Ok(value) = serde_json::from_str::<serde_json::Value>(text) {
        assert_eq!(serde_json::from_str::<serde_json::Value>(once.as_str()).ok(), Some(value));
    }
    let mut line = Escaped::default();
    line.line(text);
    assert_eq!(line.as_str().matches('\n').count(), 1);
    let mut command = Escaped::default();
    command.workflow_command("error", text, text);
    let rest = command.as_str().strip_prefix("::error title=").expect("it is one command");
    assert_eq!(rest.matches('\n').count(), 1, "{rest:?}");
    // The rest of the line follows the title, so it begins no line itself.
    assert_inert(&format!("title={rest}"), false);
}

fn formats(text: &str) {
    let value = json::quote(text);
    let event = format!(
        r#"{{"event":"sync_end","created":"2026-11-20T11:00:00Z","connector_id":{value},"connector_type":{value},"data":{{"status":"FAILURE","reason":{value},{value}:{value}}}}}"#
    );
    let records = connlog_fuzz::records(event.as_bytes(), None);
    for spec in FORMATS {
        for width in [None, Some(30)] {
            let mut formatter = (spec.make)(style(width));
            let mut out = Escaped::default();
            formatter.begin(&mut out).expect("memory takes all");
            for record in &records {
                let record = record.clone().with_redaction(Reveal { secrets: true, personal: true });
                formatter.record(&mut out, &record.view()).expect("there is no filter");
            }
            formatter.finish(&mut out).expect("memory takes all");
            assert_inert(out.as_str(), matches!(spec.name, "plain" | "tsv"));
        }
    }
}

fn style(width: Option<u16>) -> OutputStyle {
    OutputStyle {
        kinds: vec![Kind::Fivetran],
        palette: Palette::default(),
        width,
        names: Arc::default(),
        terminal: width.is_some(),
        zone: Zone::Utc,
        ages: true,
        now: DateTime::UNIX_EPOCH,
        fields: None,
        raw: false,
        csv_safe: false,
        jq: None,
    }
}

fn secrets(text: &str) {
    let registry = SecretRegistry::default();
    registry.add(SECRET);
    registry.add_addresses(text);
    let around = format!("{text}{SECRET}{text}");
    for shown in [around.clone(), json::quote(&around)] {
        let hidden = registry.hide(&shown).into_owned();
        assert!(!hidden.contains(SECRET), "{hidden:?}");
    }
}

/// A stream that keeps what is written.
#[derive(Clone, Default)]
struct Kept(Rc<RefCell<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Runs a command line that reads stdin at most.
fn run(arguments: &[OsString], stdin: &str) {
    static SIGNALS: OnceLock<Signals> = OnceLock::new();
    let (stdout, stderr) = (Kept::default(), Kept::default());
    let (out, err) = (stdout.clone(), stderr.clone());
    let mut app = AppContext {
        stdin_is_piped: false,
        env: Env::default(),
        clock: Arc::new(|| DateTime::UNIX_EPOCH),
        stdin: Box::new(Cursor::new(stdin.to_owned())),
        streams: Rc::new(Streams::new(move || Box::new(out.clone()), move || Box::new(err.clone()))),
        stdout_is_terminal: false,
        stderr_is_terminal: false,
        width: None,
        quiet: false,
        signals: SIGNALS.get_or_init(Signals::default).clone(),
        reveal: Reveal::default(),
    };
    connlog::run(arguments.to_vec(), &mut app);
    drop(app);
    assert_inert(&String::from_utf8_lossy(&stdout.0.borrow()), true);
    assert_inert(&String::from_utf8_lossy(&stderr.0.borrow()), false);
}
