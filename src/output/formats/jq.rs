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
use crate::output::formats::projection;
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
    projection::compact(out, result, palette);
    out.literal("\n");
}

/// Creates the usage error of a filter that fails on a record. The writer returns it unchanged.
pub(crate) fn filter_error(error: &str) -> std::io::Error {
    let hint = "--jq filters each entry, so leave out `.[]`; write .error.code? or .error // {} for missing values";
    std::io::Error::other(connlog_core::error::Error::usage(format!("jq: {error}")).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_keys_their_order() {
        let jq = JqFilter::compile(".").unwrap();
        assert_eq!(
            jq.run(r#"{"b": 1.50, "a": 12345678901234567890123}"#).unwrap(),
            [r#"{"b":1.50,"a":12345678901234567890123}"#]
        );
    }

    #[test]
    fn a_filter_may_return_no_result_or_several() {
        let jq = JqFilter::compile(".[] | select(. > 1)").unwrap();
        assert_eq!(jq.run("[1]").unwrap(), [""; 0]);
        assert_eq!(jq.run("[2, 3]").unwrap(), ["2", "3"]);
    }

    #[test]
    fn formats_write_rows_and_encode_texts() {
        let input = r#"{"a":["x,\"y\"",1.50,null,true,"p\tq\\\n"],"t":"it's <b> & ü?"}"#;
        for (filter, expected) in [
            (
                ".a | @csv",
                r#""x,""y""",1.50,,true,"p	q\
""#,
            ),
            (".a | @tsv", "x,\"y\"\t1.50\t\ttrue\tp\\tq\\\\\\n"),
            (".t | @sh", r"'it'\''s <b> & ü?'"),
            (".t | @html", "it&apos;s &lt;b&gt; &amp; ü?"),
            (".t | @uri", "it%27s%20%3Cb%3E%20%26%20%C3%BC%3F"),
            (".t | @base64", "aXQncyA8Yj4gJiDDvD8="),
            (".t | @base64 | @base64d", "it's <b> & ü?"),
            (".t | @json", r#""it's <b> & ü?""#),
            ("1 | @text", "1"),
            (r#"@uri "x=\(.t[:2])&y""#, "x=it&y"),
            (r#"[1, "a b"] | @csv "row: \(.)""#, r#"row: 1,"a b""#),
            ("[] | @csv", ""),
        ] {
            let results = JqFilter::compile(filter).unwrap().run(input).unwrap();
            assert_eq!(
                results.iter().map(|json| json::string(json).unwrap()).collect::<Vec<_>>(),
                [expected],
                "{filter}"
            );
        }
        for (filter, expected) in [
            (". | @csv", "cannot be csv-formatted, only an array can be"),
            (r#""x" | @tsv"#, "cannot be tsv-formatted"),
            ("[[1]] | @csv", "is not valid in a csv row"),
            ("[{}] | @tsv", "is not valid in a tsv row"),
        ] {
            let error = JqFilter::compile(filter).unwrap().run(input).unwrap_err();
            assert!(error.contains(expected), "{filter}: {error}");
        }
    }

    #[test]
    fn a_syntax_error_names_its_position() {
        let message = |filter: &str| JqFilter::compile(filter).err().unwrap();
        assert_eq!(message(".a | nope"), "there is no filter nope/0");
        assert_eq!(message(".a | $x"), "there is no variable $x");
        assert!(message(".a |").contains("at the end of the filter"), "{}", message(".a |"));
        assert!(message(".a ) b").contains("`) b` at character 4"), "{}", message(".a ) b"));
        assert!(!message("import \"x\" as x; .").is_empty());
    }

    #[test]
    fn runtime_errors_are_reported() {
        assert!(JqFilter::compile(".a").unwrap().run("1").unwrap_err().contains("cannot index"));
        for filter in ["infinite", "{(1): 2}"] {
            let outcome = JqFilter::compile(filter).unwrap().run("null");
            assert!(outcome.is_err_and(|message| message.ends_with("is not JSON")), "{filter}");
        }
    }

    #[test]
    fn a_filter_that_nests_too_deep_is_refused() {
        let message = |filter: &str| JqFilter::compile(filter).err().unwrap_or_default();
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("{a:", "}"),
            ("-", ""),
            ("try ", ""),
            ("if . then ", " end"),
            ("\"\\(", ")\""),
            ("def f: ", "; f"),
            (".a as $x | ", ""),
            ("reduce . as $x (0; ", ")"),
            (". as [{a:", "}] | ."),
            ("first(", ")"),
            (".[", "]"),
            ("label $x | ", ""),
        ] {
            for times in [1_000, 7_000, 16_000, 60_000] {
                let filter = format!("{}.{}", open.repeat(times), close.repeat(times));
                let message = message(&filter);
                assert!(!message.is_empty(), "{open}");
            }
            let filter = format!("{}.{}", open.repeat(300), close.repeat(300));
            let message = message(&filter);
            assert!(message.contains("levels deep") || message.contains("expected"), "{open}: {message}");
        }
        for chain in [" | .", " + 1", " // 1", " or 1", " == 1"] {
            assert!(message(&format!(".{}", chain.repeat(2_000))).contains("levels deep"), "{chain}");
        }
    }

    #[test]
    fn a_filter_at_the_limits_runs_on_a_small_stack() {
        for filter in [
            format!("{}1{}", "[".repeat(200), "]".repeat(200)),
            format!("{}1{}", "(".repeat(200), ")".repeat(200)),
            format!("1{}", ", 1".repeat(1_000)),
            format!("1{}", " | .".repeat(250)),
            format!("1{}", " + 1".repeat(250)),
            format!(". as {}$x{} | 1", "[".repeat(200), "]".repeat(200)),
        ] {
            let run = thread::Builder::new().stack_size(2 << 20);
            let ended =
                run.spawn(move || JqFilter::compile(&filter).and_then(|jq| jq.run("[]")).map(|results| results.len()));
            assert!(ended.unwrap().join().unwrap().is_ok());
        }
    }

    #[test]
    fn endless_recursion_and_unlimited_values_are_errors() {
        for (filter, expected) in [
            ("def f: [f]; f", "too deep"),
            ("def f: f | .; f", "too deep"),
            ("def f: {a: f}; f", "too deep"),
            ("def f(g): f(g | g); f(.)", "too deep"),
            ("def f(g): if . > 1e6 then . else . + 1 | f(g) end; 0 | f(1)", "too deep"),
            ("def f(g): def h: f(g | g); h; f(.)", "too deep"),
            ("def f: 1 + f; f", "too deep"),
            ("reduce range(100000) as $i (0; [.])", "levels deep"),
            ("reduce range(100000) as $i (0; {a: .})", "levels deep"),
            ("reduce range(100000) as $i ({}; .a = .)", "levels deep"),
            ("reduce range(100000) as $i ([[]]; .[0] |= [.])", "levels deep"),
            ("last(limit(100000; recurse([.])))", "deep"),
            ("until(false; [.])", "levels deep"),
            ("[[1]] | until(false; group_by(.))", "levels deep"),
            ("def f($x): if false then . else f([$x]) end; f(1)", "levels deep"),
            ("setpath([range(100000) | \"a\"]; 1)", ""),
            ("getpath([range(100000) | \"a\"]) |= 1", ""),
            ("([range(100000) | \"[\"] | join(\"\")) | fromjson", "levels deep"),
            ("([range(100000) | \"[\"] | add) + ([range(100000) | \"]\"] | add) | fromjson", "levels deep"),
            ("[range(1e9)]", "1,000,000 values"),
            ("range(1e9)", "1,000,000 values"),
            ("reduce range(100) as $i (0; [., .])", "parts"),
            ("reduce range(60) as $i ([1]; . + .)", "1,000,000 elements"),
            ("reduce range(60) as $i (\"x\"; . + .)", "64 MiB"),
            ("\"x\" * 1000000000000", "64 MiB"),
            ("1000000000000 * \"x\"", "64 MiB"),
            ("{a: \"x\"} | .a *= 1000000000000", "64 MiB"),
        ] {
            let run = thread::Builder::new().stack_size(2 << 20);
            let ended = run.spawn(move || JqFilter::compile(filter).unwrap().run("{}"));
            let message = ended.unwrap().join().unwrap().err();
            assert!(message.as_ref().is_some_and(|message| message.contains(expected)), "{filter}: {message:?}");
        }
    }

    #[test]
    fn limits_do_not_change_the_results_of_filters() {
        for (filter, expected) in [
            ("def f: if . < 100000 then . + 1 | f else . end; 0 | f", "100000"),
            ("[range(1000)] | length", "1000"),
            ("[limit(5; repeat(1))] | add", "5"),
            ("reduce range(1000) as $i (0; . + $i)", "499500"),
            ("[(1, 2) * (10, 20)]", "[10,20,20,40]"),
            ("{a: 2} | .a *= 3", r#"{"a":6}"#),
            ("{a: {b: 1}} * {a: {c: 2}}", r#"{"a":{"b":1,"c":2}}"#),
            ("\"ab\" * 2", "\"abab\""),
            ("{a: [1, {b: 2}]} | [paths] | length", "4"),
            ("[[1, [2]], 3] | flatten", "[1,2,3]"),
            ("{a: 1} | with_entries(.value += 1) | .a", "2"),
            ("[1, 2] | path(.[0])", "[0]"),
            ("[3, 1] | map(. * 2) | sort", "[2,6]"),
            ("{a: [1, 2]} | walk(if type == \"number\" then . + 1 else . end)", r#"{"a":[2,3]}"#),
            ("\"[1, {\\\"a\\\": 2}]\" | fromjson | .[1].a", "2"),
            ("\"12\" | tonumber", "12"),
            ("try error(\"x\") catch .", "\"x\""),
            ("[.[]?]", "[]"),
        ] {
            assert_eq!(JqFilter::compile(filter).unwrap().run("{}"), Ok(vec![expected.to_owned()]), "{filter}");
        }
    }

    #[test]
    fn results_and_entries_may_be_as_deep_as_the_limit() {
        let nested = |depth: usize| format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
        let jq = JqFilter::compile(".").unwrap();
        assert_eq!(jq.run(&nested(256)), Ok(vec![nested(256)]));
        assert!(jq.run(&nested(257)).unwrap_err().contains("levels deep"));
        assert!(JqFilter::compile("[.]").unwrap().run(&nested(256)).unwrap_err().contains("levels deep"));
        let flat = format!("[{}[]]", "[],".repeat(1_000));
        assert_eq!(jq.run(&flat), Ok(vec![flat.clone()]));
        assert_eq!(jq.run(&format!("\"{}\"", "[".repeat(1_000))).map(|results| results.len()), Ok(1));
    }

    #[test]
    fn the_page_of_formats_names_what_is_missing() {
        let page = include_str!("../../commands/help/topics/formats.md");
        for filter in [
            "input",
            "inputs",
            "input_filename",
            "input_line_number",
            "env",
            "$ENV",
            "halt",
            "halt_error",
            "stderr",
            "builtins",
            "format(.)",
            "modulemeta",
            "IN(.)",
            "INDEX(.)",
            "JOIN(.; .)",
            "leaf_paths",
            "tostream",
            "fromstream(.)",
            "truncate_stream(.)",
            "@base32",
            "@base32d",
        ] {
            let name = filter.split('(').next().unwrap_or_default();
            assert!(page.contains(&format!("`{name}`")), "{name}");
            assert!(JqFilter::compile(filter).is_err(), "{name}");
        }
    }

    #[test]
    fn neither_the_environment_nor_the_process_can_be_reached() {
        for filter in ["env", "$ENV", "halt", "halt(3)", "halt_error", "stderr", "input"] {
            assert!(JqFilter::compile(filter).is_err(), "{filter}");
        }
    }
}
