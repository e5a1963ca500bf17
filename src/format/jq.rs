//! `--jq`: a filter in the jq language, compiled once and applied to record after record. Not a format: `json` and
//! `ndjson` print what comes out of it.

use jaq_core::data::JustLut;
use jaq_core::load::{self, Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Filter, Vars};
use jaq_json::{Val, read};
use serde::de::IgnoredAny;

/// A compiled filter.
pub struct Jq(Filter<JustLut<Val>>);

/// Left out of the language: `env` holds API keys, which never go into any output; the others act on the process.
const DENIED: [&str; 5] = ["env", "halt", "halt_error", "stderr", "stderr_empty"];

impl Jq {
    /// Compiles `filter`, or says in one line what is wrong with it.
    pub fn compile(filter: &str) -> Result<Self, String> {
        let defs = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
        let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
        let loader = Loader::new(defs.filter(|def| !DENIED.contains(&def.name)));
        let arena = Arena::default();
        let modules = loader
            .load(&arena, File { code: filter, path: () })
            .map_err(|errors| first(errors.into_iter().map(|(_, error)| unread(filter, error))))?;
        Compiler::default()
            .with_funs(funs.filter(|(name, ..)| !DENIED.contains(name)))
            .compile(modules)
            .map(Self)
            .map_err(|errors| first(errors.into_iter().flat_map(|(_, errors)| errors).map(undefined)))
    }

    /// What the filter makes of `json`: compact JSON texts, numbers as they were written.
    pub fn run(&self, json: &str) -> Result<Vec<String>, String> {
        let input = read::parse_single(json.as_bytes()).map_err(|error| error.to_string())?;
        let context = Ctx::<JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        self.0
            .id
            .run((context, input))
            .map(|result| match result.map_err(jaq_core::Exn::get_err) {
                Ok(value) => plain_json(&value),
                Err(Ok(error)) => Err(error.to_string()),
                Err(Err(_)) => Err("the filter left its own bounds".to_owned()),
            })
            .collect()
    }
}

/// jq's values go beyond JSON: infinite numbers, bytes, keys that are no strings.
fn plain_json(value: &Val) -> Result<String, String> {
    let json = value.to_string();
    match serde_json::from_str::<IgnoredAny>(&json) {
        Ok(_) => Ok(json),
        Err(_) => Err(format!("the result {json} is no JSON")),
    }
}

fn first(mut errors: impl Iterator<Item = String>) -> String {
    errors.next().unwrap_or_else(|| "the filter cannot be read".to_owned())
}

fn unread(filter: &str, error: load::Error<&str>) -> String {
    let expected = |what: &str, found: &str| {
        if found.is_empty() {
            return format!("expected {what} at the end of the filter");
        }
        let before = &filter[..load::span(filter, found).start];
        let found: String = found.chars().take(20).collect();
        format!("expected {what} before `{found}` at character {}", before.chars().count() + 1)
    };
    match error {
        load::Error::Io(errors) => first(errors.into_iter().map(|(path, error)| format!("cannot load {path}: {error}"))),
        load::Error::Lex(errors) => first(errors.into_iter().map(|(what, found)| expected(what.as_str(), found))),
        load::Error::Parse(errors) => first(errors.into_iter().map(|(what, found)| expected(what.as_str(), found))),
    }
}

fn undefined((name, kind): (&str, jaq_core::compile::Undefined)) -> String {
    match kind {
        jaq_core::compile::Undefined::Filter(arity) => format!("there is no filter {name}/{arity}"),
        kind => format!("there is no {} {name}", kind.as_str()),
    }
}
