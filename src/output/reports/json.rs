//! `json`: the verdict as one object. `connlog schema verdict` describes it.

use std::io;

use super::{deliver_nothing, ReportContext, ReportSpec};
use connlog_core::gate::verdict::Verdict;
use connlog_core::sanitize::Escaped;

pub(super) const SPEC: ReportSpec = ReportSpec {
    name: "json",
    about: "the verdict as one JSON object",
    needs_file: true,
    render,
    deliver: deliver_nothing,
};

fn render(verdict: &Verdict, _: &ReportContext) -> io::Result<Escaped> {
    // Jobs may print this file, and runners execute commands in printed text, so it is escaped.
    Ok(Escaped::from_json(&format!("{}\n", serde_json::to_string_pretty(verdict)?)))
}
