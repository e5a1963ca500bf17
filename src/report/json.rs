//! `json`: the verdict itself, as `connlog schema verdict` describes it.

use std::io;

use super::{Context, Spec, nothing_more};
use crate::gate::verdict::Verdict;
use crate::sanitize::Escaped;

pub(super) const SPEC: Spec = Spec {
    name: "json",
    about: "the verdict as one JSON object",
    needs_file: true,
    render,
    deliver: nothing_more,
};

fn render(verdict: &Verdict, _: &Context) -> io::Result<Escaped> {
    // Jobs print such files, and runners look for commands in everything that is printed.
    Ok(Escaped::from_json(&format!("{}\n", serde_json::to_string_pretty(verdict)?)))
}
