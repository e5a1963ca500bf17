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
        assert_eq!(results.iter().map(|json| json::string(json).unwrap()).collect::<Vec<_>>(), [expected], "{filter}");
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
    let page = include_str!("../../../commands/help/topics/formats.md");
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
