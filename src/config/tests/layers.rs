//! Which layer a setting comes from.

use super::*;

const LAYERS: &[SettingsCase] = &[
    NOTHING,
    SettingsCase {
        flags: &[("--api-key-file", "~/key"), ("--base-url", "https://flag.example/v1"), ("--dialect", "zernio")],
        variables: &[("ZERNIO_API_KEY", "sk_env"), ("LATE_API_URL", "nonsense"), ("CONNLOG_DIALECT", "nonsense")],
        files: &[("~/key", "sk_flag\r\n"), WORK, NEW],
        key: (
            "sk_flag",
            "--api-key-file",
            "environment variable ZERNIO_API_KEY, context `work` in ~/.config/connlog/config.toml, \
             ~/.zernio/config.json of the official CLI",
        ),
        base_url: (
            "https://flag.example",
            "--base-url",
            "environment variable LATE_API_URL, context `work` in ~/.config/connlog/config.toml, \
             ~/.zernio/config.json of the official CLI",
        ),
        dialect: (
            "zernio",
            "--dialect",
            "environment variable CONNLOG_DIALECT, context `work` in ~/.config/connlog/config.toml",
        ),
    },
    SettingsCase {
        variables: &[
            ("CONNLOG_API_KEY", "sk_1"),
            ("ZERNIO_API_KEY", "sk_2"),
            ("CONNLOG_BASE_URL", ""),
            ("ZERNIO_API_URL", "https://two.example"),
            ("LATE_API_URL", "https://three.example"),
            ("CONNLOG_DIALECT", "zernio"),
        ],
        key: ("sk_1", "environment variable CONNLOG_API_KEY", "environment variable ZERNIO_API_KEY"),
        base_url: ("https://two.example", "environment variable ZERNIO_API_URL", "environment variable LATE_API_URL"),
        dialect: ("zernio", "environment variable CONNLOG_DIALECT", ""),
        ..NOTHING
    },
    SettingsCase {
        variables: &[("LATE_API_KEY", "sk_3\n")],
        key: ("sk_3", "environment variable LATE_API_KEY", ""),
        ..NOTHING
    },
    SettingsCase {
        files: &[WORK, NEW, OLD],
        key: ("sk_work", IN_WORK, IN_NEW),
        base_url: ("https://work.example/api", IN_WORK, IN_NEW),
        dialect: ("late", IN_WORK, ""),
        ..NOTHING
    },
    // Which context: the flag, the variable, the file's default.
    SettingsCase {
        flags: &[("-c", "bare")],
        variables: &[("CONNLOG_CONTEXT", "work")],
        files: &[WORK, OLD],
        key: ("sk_old", IN_OLD, ""),
        base_url: ("https://getlate.dev/api", IN_OLD, ""),
        ..NOTHING
    },
    SettingsCase {
        variables: &[("CONNLOG_CONTEXT", "filed")],
        files: &[WORK, ("~/.config/connlog/keys/filed", "sk_filed")],
        key: ("sk_filed", "context `filed` in ~/.config/connlog/config.toml", ""),
        ..NOTHING
    },
    SettingsCase {
        flags: &[("-c", "home")],
        files: &[WORK, ("~/k", "sk_home")],
        key: ("sk_home", "context `home` in ~/.config/connlog/config.toml", ""),
        ..NOTHING
    },
    // The key of a context that a flag selects precedes variables.
    SettingsCase {
        flags: &[("-c", "work")],
        variables: &[("CONNLOG_API_KEY", "sk_env")],
        files: &[WORK],
        key: ("sk_work", IN_WORK, "environment variable CONNLOG_API_KEY"),
        base_url: ("https://work.example/api", IN_WORK, ""),
        dialect: ("late", IN_WORK, ""),
    },
    SettingsCase {
        flags: &[("-c", "work"), ("--api-key-file", "~/k")],
        variables: &[("LATE_API_KEY", "sk_env")],
        files: &[WORK, ("~/k", "sk_flag")],
        key: (
            "sk_flag",
            "--api-key-file",
            "context `work` in ~/.config/connlog/config.toml, environment variable LATE_API_KEY",
        ),
        base_url: ("https://work.example/api", IN_WORK, ""),
        dialect: ("late", IN_WORK, ""),
    },
    SettingsCase {
        variables: &[("CONNLOG_CONTEXT", "work"), ("ZERNIO_API_KEY", "sk_env")],
        files: &[WORK],
        key: ("sk_env", "environment variable ZERNIO_API_KEY", IN_WORK),
        base_url: ("https://work.example/api", IN_WORK, ""),
        dialect: ("late", IN_WORK, ""),
        ..NOTHING
    },
    SettingsCase {
        flags: &[("-c", "bare")],
        variables: &[("CONNLOG_API_KEY", "sk_env")],
        files: &[WORK],
        key: ("sk_env", "environment variable CONNLOG_API_KEY", ""),
        ..NOTHING
    },
    // The place of the configuration file.
    SettingsCase {
        variables: &[("CONNLOG_CONFIG", "~/mine.toml")],
        files: &[WORK, ("~/mine.toml", "default = 'm'\n[context.m]\napi_key = 'sk_m'")],
        key: ("sk_m", "context `m` in ~/mine.toml", ""),
        ..NOTHING
    },
    SettingsCase {
        variables: &[(env::CONFIG_HOME, "~/xdg")],
        files: &[("~/xdg/connlog/config.toml", "default = 'x'\n[context.x]\napi_key = 'sk_x'")],
        key: ("sk_x", "context `x` in ~/xdg/connlog/config.toml", ""),
        ..NOTHING
    },
    // The official CLI's files.
    SettingsCase {
        files: &[NEW, OLD],
        key: ("sk_new", IN_NEW, ""),
        base_url: ("https://new.example/api", IN_NEW, ""),
        ..NOTHING
    },
    SettingsCase {
        files: &[(ZERNIO, r#"{"apiKey": "", "baseUrl": "https://new.example"}"#), OLD],
        key: ("sk_old", IN_OLD, ""),
        base_url: ("https://getlate.dev/api", IN_OLD, ""),
        ..NOTHING
    },
    SettingsCase {
        files: &[(ZERNIO, r#"{"apiKey": "sk_new""#), (LATE, r#"{"apiKey": "sk_old"}"#)],
        key: ("sk_old", IN_OLD, ""),
        ..NOTHING
    },
    SettingsCase { files: &[(ZERNIO, r#"{"baseUrl": "https://new.example"}"#)], ..NOTHING },
    SettingsCase {
        variables: &[("ZERNIO_API_KEY", "sk_env")],
        files: &[NEW],
        key: ("sk_env", "environment variable ZERNIO_API_KEY", IN_NEW),
        base_url: ("https://new.example/api", IN_NEW, ""),
        ..NOTHING
    },
    // A stored key at other addresses of its own site, and at loopback.
    SettingsCase {
        flags: &[("--base-url", "https://zernio.com/other")],
        files: &[OLD],
        key: ("sk_old", IN_OLD, ""),
        base_url: ("https://zernio.com/other", "--base-url", IN_OLD),
        ..NOTHING
    },
    SettingsCase {
        variables: &[("ZERNIO_API_URL", "http://127.0.0.1:8080/api")],
        files: &[NEW],
        key: ("sk_new", IN_NEW, ""),
        base_url: ("http://127.0.0.1:8080/api", "environment variable ZERNIO_API_URL", IN_NEW),
        ..NOTHING
    },
    SettingsCase {
        flags: &[("--base-url", "http://intern.example"), ("--insecure-http", "")],
        variables: &[("CONNLOG_API_KEY", "sk_1")],
        key: ("sk_1", "environment variable CONNLOG_API_KEY", ""),
        base_url: ("http://intern.example", "--base-url", ""),
        ..NOTHING
    },
];

#[test]
fn each_setting_is_taken_from_the_strongest_layer_that_has_it() {
    for (number, case) in LAYERS.iter().enumerate() {
        let home = TestHome::new(case.files);
        let api = home.resolve(case.flags, case.variables).unwrap_or_else(|fault| panic!("case {number}: {fault}"));
        let expected =
            |(value, origin, shadowed): (&str, &str, &str)| (value.to_owned(), home.text(origin), home.text(shadowed));
        let base_url = &api.base_url;
        let shown = (base_url.value.to_string(), base_url.origin.to_string(), shadowed(&base_url.shadowed));
        assert_eq!(shown, expected(case.base_url), "case {number}");
        let dialect = &api.dialect;
        let shown = (dialect.value.name().to_owned(), dialect.origin.to_string(), shadowed(&dialect.shadowed));
        assert_eq!(shown, expected(case.dialect), "case {number}");
        let key = api
            .key
            .as_ref()
            .map(|key| (key.value.reveal().to_owned(), key.origin.to_string(), shadowed(&key.shadowed)));
        assert_eq!(key.unwrap_or_default(), expected(case.key), "case {number}");
        assert_eq!(api.require_key().is_ok(), !case.key.0.is_empty(), "case {number}");
        assert!(api.warnings.is_empty(), "case {number}: {:?}", api.warnings);
        assert!(!format!("{api:?}").contains("sk_"), "case {number}");
    }
}
