//! `json`: the verdict itself, as `connlog schema verdict` describes it.

use std::io::{self, Write};

use super::{Context, Spec, nothing_more};
use crate::gate::verdict::Verdict;
use crate::record::text;

pub(super) const SPEC: Spec = Spec {
    name: "json",
    about: "the verdict as one JSON object",
    needs_file: true,
    render,
    deliver: nothing_more,
};

fn render(out: &mut dyn Write, verdict: &Verdict, _: &Context) -> io::Result<()> {
    let json = serde_json::to_string_pretty(verdict)?;
    // Jobs print such files, and runners look for commands in everything that is printed.
    out.write_all(text::harmless(&json).as_bytes())?;
    out.write_all(b"\n")
}
