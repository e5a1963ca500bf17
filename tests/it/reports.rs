//! Reports: each system gets files it can read, whatever the records hold.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use connlog::env::Env;
use connlog::gate::verdict::Verdict;
use connlog::report::{self, Context, REPORTS, Target};
use serde_json::Value;
use tempfile::TempDir;

use crate::verdicts;

fn context() -> Context {
    Context::new(&Env::default(), || Box::new(std::io::sink()))
}

/// What a report holds.
#[track_caller]
fn render(format: &str, verdict: &Verdict) -> String {
    render_with(format, verdict, &context())
}

#[track_caller]
fn render_with(format: &str, verdict: &Verdict, context: &Context) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("report");
    let target: Target = format!("{format}={}", path.display()).parse().unwrap();
    report::write(verdict, &target, context).unwrap();
    fs::read_to_string(path).unwrap()
}

#[test]
fn samples_to_look_at() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reports");
    for (name, verdict) in [
        ("stormy", verdicts::stormy()),
        ("calm", verdicts::calm()),
        ("undecided", verdicts::undecided()),
        ("empty", verdicts::empty()),
    ] {
        for spec in REPORTS {
            let path = folder.join(format!("{name}.{}", spec.name));
            report::write(&verdict, &format!("{}={}", spec.name, path.display()).parse().unwrap(), &context()).unwrap();
        }
    }
}
