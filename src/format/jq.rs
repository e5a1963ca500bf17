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
                Err(Ok(error)) => Err(message(error.into_val())),
                Err(Err(_)) => Err("the filter left its own bounds".to_owned()),
            })
            .collect()
    }
}

/// What `error` was called with: text as it stands.
fn message(value: Val) -> String {
    match value {
        Val::TStr(text) => String::from_utf8_lossy(&text).into_owned(),
        other => other.to_string(),
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
        load::Error::Io(errors) => {
            first(errors.into_iter().map(|(path, error)| format!("cannot load {path}: {error}")))
        }
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

/// A filter that does not suit the data is a mistake in the command, not in the writer it comes through.
pub(super) fn failed(error: &str) -> std::io::Error {
    let hint = "let the filter pass over what a record lacks, as in .error.code? or .error // {}";
    std::io::Error::other(crate::error::Fault::usage(format!("jq: {error}")).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_keys_their_order() {
        let jq = Jq::compile(".").unwrap();
        assert_eq!(
            jq.run(r#"{"b": 1.50, "a": 12345678901234567890123}"#).unwrap(),
            [r#"{"b":1.50,"a":12345678901234567890123}"#]
        );
    }

    #[test]
    fn a_filter_may_give_nothing_or_much() {
        let jq = Jq::compile(".[] | select(. > 1)").unwrap();
        assert_eq!(jq.run("[1]").unwrap(), [""; 0]);
        assert_eq!(jq.run("[2, 3]").unwrap(), ["2", "3"]);
    }

    #[test]
    fn a_faulty_filter_says_where() {
        let message = |filter: &str| Jq::compile(filter).err().unwrap();
        assert_eq!(message(".a | nope"), "there is no filter nope/0");
        assert_eq!(message(".a | $x"), "there is no variable $x");
        assert!(message(".a |").contains("at the end of the filter"), "{}", message(".a |"));
        assert!(message(".a ) b").contains("`) b` at character 4"), "{}", message(".a ) b"));
        assert!(!message("import \"x\" as x; .").is_empty());
    }

    #[test]
    fn failures_while_running_are_told() {
        assert!(Jq::compile(".a").unwrap().run("1").unwrap_err().contains("cannot index"));
        for filter in ["infinite", "{(1): 2}"] {
            let outcome = Jq::compile(filter).unwrap().run("null");
            assert!(outcome.is_err_and(|message| message.ends_with("is no JSON")), "{filter}");
        }
    }

    #[test]
    fn neither_the_environment_nor_the_process_can_be_reached() {
        for filter in ["env", "$ENV", "halt", "halt(3)", "halt_error", "stderr", "input"] {
            assert!(Jq::compile(filter).is_err(), "{filter}");
        }
    }
}
