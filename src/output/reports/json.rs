//! `json`: the verdict itself, as `connlog schema verdict` describes it.

use std::io;

use super::{nothing_more, ReportContext, ReportSpec};
use connlog_core::gate::verdict::Verdict;
use connlog_core::sanitize::Escaped;

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "json",
    about: "the verdict as one JSON object",
    needs_file: true,
    render,
    deliver: nothing_more,
};

fn render(verdict: &Verdict, _: &ReportContext) -> io::Result<Escaped> {
    // Jobs print such files, and runners look for commands in everything that is printed.
    Ok(Escaped::from_json(&format!("{}\n", serde_json::to_string_pretty(verdict)?)))
}
