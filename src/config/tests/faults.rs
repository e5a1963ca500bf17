//! Errors of settings.

use super::*;

type EnvPairs = &'static [(&'static str, &'static str)];

/// Flags, variables, files, and texts that the error and its hint contain.
const FAULTS: &[(EnvPairs, EnvPairs, EnvPairs, &str, &str)] = &[
    // A stored key and a base URL from elsewhere.
    (
        &[("--base-url", "https://evil.example")],
        &[],
        &[NEW],
        "is for new.example, not for evil.example",
        "CONNLOG_API_KEY",
    ),
    (&[("--base-url", "https://evil.example")], &[], &[WORK], "is for work.example, not", "[context.work]"),
    (
        &[],
        &[("ZERNIO_API_URL", "https://evil.example")],
        &[(ZERNIO, r#"{"apiKey":"sk_1"}"#)],
        "is for zernio.com, not",
        "",
    ),
    (&[("--base-url", "http://getlate.dev"), ("--insecure-http", "")], &[], &[OLD], "is for getlate.dev, not", ""),
    (
        &[("-c", "u")],
        &[],
        &[(OURS, "[context.u]\nbase_url = 'https://u.example'"), OLD],
        "is for getlate.dev, not for u.example",
        "",
    ),
    (
        &[("-c", "k")],
        &[],
        &[(OURS, "[context.k]\napi_key = 'sk_1'"), NEW],
        "is for zernio.com, not for new.example",
        "[context.k]",
    ),
    (
        &[("-c", "work")],
        &[("CONNLOG_BASE_URL", "https://evil.example")],
        &[WORK],
        "is for work.example, not for evil.example",
        "unset CONNLOG_BASE_URL",
    ),
    (&[("--base-url", "https://api.zernio.com")], &[], &[OLD], "is for getlate.dev, not for api.zernio.com", ""),
    // Invalid values.
    (&[("--base-url", "http://zernio.com")], &[], &[], "the base URL from --base-url", "--insecure-http"),
    (&[], &[("LATE_API_URL", "zernio.com")], &[], "the base URL from environment variable LATE_API_URL", "https://"),
    (&[], &[("CONNLOG_DIALECT", "old")], &[], "environment variable CONNLOG_DIALECT", "leave it out"),
    (&[], &[("ZERNIO_API_KEY", " \n")], &[], "environment variable ZERNIO_API_KEY: it is empty", ""),
    (&[], &[("ZERNIO_API_KEY", "Bearer sk_1")], &[], "white space", "Bearer"),
    (&[], &[("ZERNIO_API_KEY", "sk_\u{1b}[0m")], &[], "control characters", ""),
    (&[("--api-key-file", "~/k")], &[], &[("~/k", "sk_1\nsk_2\n")], "/k: it contains white space", "one line"),
    (&[("--api-key-file", "~/k")], &[], &[("~/k", "")], "/k: it is empty", ""),
    (&[("--api-key-file", "~/none")], &[], &[], "cannot read the API key from", "--api-key-file"),
    // Missing contexts and files.
    (&[("-c", "wrok")], &[], &[WORK], "there is no context `wrok` (named by --context)", "did you mean `work`?"),
    (&[], &[("CONNLOG_CONTEXT", "zzz")], &[WORK], "has bare, filed, home, work", "add [context.zzz]"),
    (&[("-c", "a")], &[], &[], "there is no configuration file", "config.toml with [context.a]"),
    (&[], &[], &[(OURS, "default = 'a'")], "`default` in", "add [context.a]"),
    (&[], &[("CONNLOG_CONFIG", "~/none.toml")], &[], "cannot read the configuration file", "CONNLOG_CONFIG"),
];

#[test]
fn an_invalid_setting_is_a_configuration_error_with_a_hint() {
    for (flags, variables, files, message, hint) in FAULTS {
        let fault = TestHome::new(files).resolve(flags, variables).unwrap_err();
        assert!(fault.to_string().contains(message), "{message}: {fault}");
        assert!(fault.hint.as_deref().is_some_and(|text| text.contains(*hint)), "{message}: {:?}", fault.hint);
        assert_eq!(fault.code.exit().number(), 3, "{message}");
        assert!(!format!("{fault:?}").contains("sk_"), "{fault:?}");
    }
}
