//! `--jq`: a filter in the jq language, which is compiled once and applied to each record. `json` and `ndjson` print its
//! results.

pub mod bounds;
mod guard;

use std::thread;

use jaq_core::load::lex::Token;
use jaq_core::load::parse::{Def, Term};
use jaq_core::load::{self, Arena, File, Lexer, Loader, Parser};
use jaq_core::{Compiler, Ctx, Filter, Vars};
use jaq_json::{Val, read};

use self::bounds::{BoundedRun, BoundedValue, MAX_CODE};
use crate::output::json_colours;
use crate::output::terminal::Palette;
use connlog_core::json::{self, MAX_DEPTH};
use connlog_core::sanitize::{Escaped, Keep};

/// A compiled filter.
pub struct JqFilter {
    filter: Filter<BoundedValue>,
    /// `--raw-text`: whether results that are texts are printed without quotes.
    raw_text: bool,
}

/// Functions that are removed from the language: `env` returns API keys, and the others affect the process.
const DENIED: [&str; 5] = ["env", "halt", "halt_error", "stderr", "stderr_empty"];
/// Functions that are replaced by functions with limits.
const REPLACED: [&str; 1] = [bounds::PARSE];
/// The name of the filter among the definitions.
const MAIN: &str = "__connlog_main__";
/// Formats that the library lacks.
const FORMATS: &str = include_str!("jq/formats.jq");
/// The stack for parsing: enough for the most deeply nested filter of [`MAX_CODE`] bytes.
const STACK: usize = 256 << 20;

impl JqFilter {
    /// Compiles `filter`.
    ///
    /// # Errors
    ///
    /// The syntax error in one line.
    pub fn compile(filter: &str) -> Result<Self, String> {
        if filter.len() > MAX_CODE {
            return Err(format!("the filter is longer than {} KiB", MAX_CODE >> 10));
        }
        // The parser of jaq recurses as deep as the filter nests, so it needs a large stack.
        let compiled = thread::scope(|scope| {
            let compile = || compile(filter).map(|filter| Self { filter, raw_text: false });
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, compile).map(thread::ScopedJoinHandle::join)
        });
        match compiled {
            Ok(Ok(compiled)) => compiled,
            Ok(Err(_)) => Err("cannot parse the filter".to_owned()),
            Err(error) => Err(format!("cannot start a thread: {error}")),
        }
    }

    /// Returns the filter with or without quotes around texts.
    #[must_use]
    pub fn with_raw_text(self, raw_text: bool) -> Self {
        Self { raw_text, ..self }
    }

    /// Returns whether results that are texts are printed without quotes.
    pub const fn is_raw_text(&self) -> bool {
        self.raw_text
    }

    /// Applies the filter to `json`, and returns the results as compact JSON. Numbers keep their digits.
    ///
    /// # Errors
    ///
    /// The error of the filter in one line.
    pub fn run(&self, json: &str) -> Result<Vec<String>, String> {
        if bounds::may_be_deep(json.as_bytes()) {
            return Err(format!("an entry nests more than {MAX_DEPTH} levels deep"));
        }
        let input = read::parse_single(json.as_bytes()).map_err(|error| error.to_string())?;
        let run = BoundedRun::new(&self.filter.lut);
        let context = Ctx::<BoundedValue>::new(run.clone(), Vars::new([]));
        self.filter
            .id
            .run((context, input))
            .map(|result| match result.map_err(jaq_core::Exn::get_err) {
                Ok(value) => run.count().map_err(str::to_owned).and_then(|()| plain_json(&value)),
                Err(Ok(error)) => Err(message(error.into_val())),
                Err(Err(_)) => Err("the filter ended unexpectedly".to_owned()),
            })
            .collect()
    }
}

fn compile(filter: &str) -> Result<Filter<BoundedValue>, String> {
    let term = parse(filter)?;
    if guard::depth(&term) > MAX_DEPTH {
        return Err(too_deep());
    }
    let funs = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let funs = funs.filter(|(name, ..)| !DENIED.contains(name) && !REPLACED.contains(name));
    let main = Def { name: MAIN, args: Vec::new(), body: term };
    let loader = Loader::new(definitions().chain([main]).map(guard::guard_definition));
    let arena = Arena::default();
    let modules = loader
        .load(&arena, File { code: MAIN, path: () })
        .map_err(|errors| first(errors.into_iter().map(|(_, error)| syntax_error(MAIN, error))))?;
    Compiler::default().with_funs(funs.chain(bounds::funs())).compile(modules).map_err(|errors| {
        first(errors.into_iter().flat_map(|(_, errors)| errors).map(|(name, kind)| undefined_filter(name, kind)))
    })
}

fn too_deep() -> String {
    format!("the filter nests more than {MAX_DEPTH} levels deep")
}

/// Returns the definitions of the jq language that are written in jq.
fn definitions<'s>() -> impl Iterator<Item = Def<&'s str>> {
    let own = load::parse(FORMATS, |parser| parser.defs()).unwrap_or_default();
    let all = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs()).chain(own);
    all.filter(|def| !DENIED.contains(&def.name)).map(shortened)
}

/// Shortens the lifetime of a definition.
const fn shortened<'s>(def: Def<&'static str>) -> Def<&'s str> {
    def
}

fn parse(filter: &str) -> Result<Term<&str>, String> {
    let tokens = Lexer::new(filter).lex().map_err(|errors| syntax_error(filter, load::Error::Lex(errors)))?;
    if guard::brackets(&tokens) > MAX_DEPTH {
        return Err(too_deep());
    }
    let found = |(expected, found)| (expected, Token::opt_as_str(found, filter));
    Parser::new(&tokens)
        .parse(Parser::term)
        .map_err(|errors| syntax_error(filter, load::Error::Parse(errors.into_iter().map(found).collect())))
}

/// Returns the argument of `error`; a text without quotes.
fn message(value: Val) -> String {
    match value {
        Val::TStr(text) => String::from_utf8_lossy(&text).into_owned(),
        other => other.to_string(),
    }
}

/// Converts a value to JSON. Values of jq that JSON lacks are errors: infinite numbers, bytes, keys other than strings.
fn plain_json(value: &Val) -> Result<String, String> {
    match bounds::json_error(value) {
        None => Ok(value.to_string()),
        Some(error) => Err(error.to_owned()),
    }
}

fn first(mut errors: impl Iterator<Item = String>) -> String {
    errors.next().unwrap_or_else(|| "cannot parse the filter".to_owned())
}

fn syntax_error(filter: &str, error: load::Error<&str>) -> String {
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

fn undefined_filter(name: &str, kind: jaq_core::compile::Undefined) -> String {
    match kind {
        jaq_core::compile::Undefined::Filter(arity) => format!("there is no filter {name}/{arity}"),
        kind => format!("there is no {} {name}", kind.as_str()),
    }
}

/// Adds a result as a line: with `--raw-text` a text without quotes, whose line ends and tabs stay.
pub(crate) fn push_line(out: &mut Escaped, result: &str, raw_text: bool, palette: &Palette) {
    if let Some(text) = json::string(result).filter(|_| raw_text) {
        return out.text(&format!("{text}\n"), Keep::TABS);
    }
    json_colours::compact(out, result, palette);
    out.literal("\n");
}

/// Creates the usage error of a filter that fails on a record. The writer returns it unchanged.
pub(crate) fn filter_error(error: &str) -> std::io::Error {
    let hint = "--jq filters each entry, so leave out `.[]`; write .error.code? or .error // {} for missing values";
    std::io::Error::other(connlog_core::error::Error::usage(format!("jq: {error}")).hint(hint))
}

#[cfg(test)]
mod tests;
