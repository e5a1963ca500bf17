//! Tests the layers of settings and `doctor`.

use serde_json::Value;

use crate::support::{Answer, Demo, Ended, KEY, Run, Scripted, connlog, fixture};

const CONFIG: &str = ".config/connlog/config.toml";
const ZERNIO: &str = ".zernio/config.json";
const LATE: &str = ".late/config.json";
/// A key that opens nothing.
const WRONG: &str = "sk_0000wrong0000wrong0000wrong0000wrong0000wrong0000wrong0000wrong00";
/// A base URL at which nobody listens.
const NOWHERE: &str = "http://127.0.0.1:1/api";

/// What `doctor --json` says of one thing.
#[track_caller]
fn finding(doctor: &Ended, name: &str) -> Value {
    let findings = doctor.array();
    let found = findings.iter().find(|finding| finding["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} in {}", doctor.stdout)).clone()
}

#[track_caller]
fn detail(doctor: &Ended, name: &str) -> String {
    finding(doctor, name)["detail"].as_str().unwrap_or_default().to_owned()
}

/// `run` with a file in its home whose path is the value of `flag`.
fn with_file(run: Run, flag: &str, text: &str) -> Run {
    let run = run.file("given.txt", text);
    let path = run.home().join("given.txt");
    run.arg(flag).arg(path.to_str().unwrap())
}

fn context(setting: &str, value: &str) -> String {
    format!("default = \"work\"\n[context.work]\n{setting} = \"{value}\"\n")
}

fn official(key: &str, base_url: &str) -> String {
    serde_json::json!({ "apiKey": key, "baseUrl": base_url }).to_string()
}

#[cfg(unix)]
fn loosen(run: &Run, path: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(run.home().join(path), std::fs::Permissions::from_mode(0o644)).unwrap();
}

/// A way to give a setting.
type Layer = fn(Run, &str) -> Run;

#[test]
fn a_home_that_is_no_folder_has_no_settings() {
    for home in ["/dev/null", "/nonexistent"] {
        let run = || connlog("posts --demo -n 1 -o ndjson").env("HOME", home);
        let ended = run().end().code(0);
        assert_eq!(ended.stdout.lines().count(), 1, "{home}");
        assert!(!ended.stderr.contains("error") && !ended.stderr.contains("warning"), "{home}: {}", ended.stderr);
    }
}

#[test]
fn the_key_comes_from_the_strongest_place_that_has_one() {
    let demo = Demo::start("--entries 100");
    let layers: [(&str, Layer); 7] = [
        ("--api-key-file", |run, key| with_file(run, "--api-key-file", key)),
        ("environment variable CONNLOG_API_KEY", |run, key| run.env("CONNLOG_API_KEY", key)),
        ("environment variable ZERNIO_API_KEY", |run, key| run.env("ZERNIO_API_KEY", key)),
        ("environment variable LATE_API_KEY", |run, key| run.env("LATE_API_KEY", key)),
        ("context `work`", |run, key| run.file(CONFIG, &context("api_key", key))),
        (".zernio/config.json of the official CLI", |run, key| run.file(ZERNIO, &official(key, NOWHERE))),
        (".late/config.json of the official CLI", |run, key| run.file(LATE, &official(key, NOWHERE))),
    ];
    for strongest in 0..layers.len() {
        let give = |mut run: Run| {
            for (index, (_, layer)) in layers.iter().enumerate().skip(strongest) {
                run = layer(run, if index == strongest { KEY } else { WRONG });
            }
            run.arg("--base-url").arg(&demo.base_url)
        };
        let doctor = give(connlog("doctor --json")).end().code(0);
        let told = detail(&doctor, "API key");
        let (origin, not_used) = told.split_once("; not used: ").unwrap_or((&told, ""));
        assert!(origin.starts_with("from ") && origin.contains(layers[strongest].0), "{told}");
        // The older official file counts only where the newer one has no key.
        for (weaker, _) in layers[strongest + 1..].iter().filter(|(weaker, _)| !weaker.starts_with(".late")) {
            assert!(not_used.contains(weaker), "{told}");
        }
        assert!(!doctor.stdout.contains(KEY) && !doctor.stdout.contains(WRONG));
    }
}

#[test]
fn a_wrong_key_in_the_strongest_place_is_not_replaced_by_a_good_one() {
    let demo = Demo::start("--entries 100");
    let run = connlog("connections").env("ZERNIO_API_KEY", WRONG).env("LATE_API_KEY", KEY);
    let ended = run.env("CONNLOG_BASE_URL", &demo.base_url).end().code(4);
    assert!(ended.stderr.contains("the key came from environment variable ZERNIO_API_KEY"), "{}", ended.stderr);
    assert!(!ended.stderr.contains(WRONG) && !ended.stderr.contains(KEY), "{}", ended.stderr);
}

#[test]
fn the_base_url_comes_from_the_strongest_place_that_has_one() {
    let demo = Demo::start("--entries 100");
    let layers: [(&str, Layer); 6] = [
        ("--base-url", |run, url| run.arg("--base-url").arg(url)),
        ("environment variable CONNLOG_BASE_URL", |run, url| run.env("CONNLOG_BASE_URL", url)),
        ("environment variable ZERNIO_API_URL", |run, url| run.env("ZERNIO_API_URL", url)),
        ("environment variable LATE_API_URL", |run, url| run.env("LATE_API_URL", url)),
        ("context `work`", |run, url| run.file(CONFIG, &context("base_url", url))),
        (".zernio/config.json of the official CLI", |run, url| run.file(ZERNIO, &official(WRONG, url))),
    ];
    for strongest in 0..layers.len() {
        let mut run = connlog("doctor --json").env("CONNLOG_API_KEY", KEY);
        for (index, (_, layer)) in layers.iter().enumerate().skip(strongest) {
            run = layer(run, if index == strongest { &demo.base_url } else { NOWHERE });
        }
        let doctor = run.end().code(0);
        assert_eq!(finding(&doctor, "base URL")["value"], demo.base_url.as_str());
        let told = detail(&doctor, "base URL");
        assert!(told.split(';').next().unwrap().contains(layers[strongest].0), "{told}");
    }
}

#[test]
fn where_nobody_says_anything_the_api_itself_is_asked_in_whatever_dialect_it_speaks() {
    let doctor = connlog("doctor --json").end().code(4);
    assert_eq!(finding(&doctor, "base URL")["value"], "https://zernio.com/api");
    assert_eq!(detail(&doctor, "base URL"), "from default");
    assert_eq!(
        (finding(&doctor, "dialect")["value"].as_str(), detail(&doctor, "dialect").as_str()),
        (Some("auto"), "from default")
    );
    assert_eq!(finding(&doctor, "API key")["value"], "missing");
}

#[test]
fn the_dialect_comes_from_the_strongest_place_that_has_one() {
    let demo = Demo::start("--entries 100");
    let layers: [(&str, Layer); 3] = [
        ("--dialect", |run, dialect| run.arg("--dialect").arg(dialect)),
        ("environment variable CONNLOG_DIALECT", |run, dialect| run.env("CONNLOG_DIALECT", dialect)),
        ("context `work`", |run, dialect| run.file(CONFIG, &context("dialect", dialect))),
    ];
    for strongest in 0..layers.len() {
        let mut run = connlog("doctor --json").at(&demo.base_url);
        for (index, (_, layer)) in layers.iter().enumerate().skip(strongest) {
            run = layer(run, if index == strongest { "late" } else { "zernio" });
        }
        let doctor = run.end().code(0);
        assert_eq!(finding(&doctor, "dialect")["value"], "late");
        assert!(detail(&doctor, "dialect").contains(layers[strongest].0), "{}", detail(&doctor, "dialect"));
        assert_eq!(finding(&doctor, "dialect spoken")["value"], "late, 7 days kept");
    }
}

#[test]
fn the_context_comes_from_the_flag_then_the_environment_then_the_file() {
    let demo = Demo::start("--entries 100");
    let file = ["one", "two", "three"]
        .map(|name| format!("[context.{name}]\napi_key = \"{KEY}\"\nbase_url = \"{}\"\n", demo.base_url));
    let file = format!("default = \"three\"\n{}", file.concat());
    let context = |run: Run| {
        let doctor = run.file(CONFIG, &file).end().code(0);
        let found = finding(&doctor, "context");
        (found["value"].as_str().unwrap().to_owned(), detail(&doctor, "context"))
    };
    let (name, origin) = context(connlog("doctor --json -c one").env("CONNLOG_CONTEXT", "two"));
    assert!(name == "one" && origin.contains("--context"), "{name} {origin}");
    let (name, origin) = context(connlog("doctor --json").env("CONNLOG_CONTEXT", "two"));
    assert!(name == "two" && origin.contains("CONNLOG_CONTEXT"), "{name} {origin}");
    let (name, origin) = context(connlog("doctor --json"));
    assert!(name == "three" && origin.contains("`default` in"), "{name} {origin}");
}

#[test]
fn a_context_that_does_not_exist_is_an_error_with_those_that_do() {
    let file = format!("[context.work]\napi_key = \"{KEY}\"\n[context.play]\napi_key = \"{KEY}\"\n");
    let ended = connlog("connections -c wrok").file(CONFIG, &file).end().code(3);
    assert!(ended.stderr.contains("did you mean `work`?"), "{}", ended.stderr);
    let ended = connlog("connections").env("CONNLOG_CONTEXT", "zzz").file(CONFIG, &file).end().code(3);
    assert!(ended.stderr.contains("play, work") && ended.stderr.contains("CONNLOG_CONTEXT"), "{}", ended.stderr);
    let ended = connlog("connections -c work").end().code(3);
    assert!(ended.stderr.contains("config.toml"), "{}", ended.stderr);
}

#[test]
fn the_configuration_file_may_stand_elsewhere() {
    let demo = Demo::start("--entries 100");
    let text = format!("{}base_url = \"{}\"\n", context("api_key", KEY), demo.base_url);
    let run = connlog("connections").file("elsewhere/connlog/config.toml", &text);
    let folder = run.home().join("elsewhere");
    run.env("XDG_CONFIG_HOME", folder.to_str().unwrap()).end().code(0);

    let run = connlog("connections").file("mine.toml", &text);
    let path = run.home().join("mine.toml");
    run.env("CONNLOG_CONFIG", path.to_str().unwrap()).end().code(0);

    let ended = connlog("connections").env("CONNLOG_CONFIG", "/nowhere/mine.toml").end().code(3);
    assert!(ended.stderr.contains("/nowhere/mine.toml"), "{}", ended.stderr);
}

#[test]
fn a_context_may_name_the_file_of_its_key() {
    let demo = Demo::start("--entries 100");
    let text = format!("{}base_url = \"{}\"\n", context("api_key_file", "~/keys/zernio"), demo.base_url);
    connlog("connections").file(CONFIG, &text).file("keys/zernio", &format!("{KEY}\n")).end().code(0);
    let ended = connlog("connections").file(CONFIG, &text).end().code(3);
    assert!(ended.stderr.contains("keys/zernio"), "{}", ended.stderr);
}

#[test]
fn a_mistake_in_the_configuration_file_is_shown_with_its_line_and_without_any_key() {
    for (text, line, told) in [
        (format!("default = 7\n[context.a]\napi_key = \"{KEY}\"\n"), "line 1", "`default` must be a string"),
        (format!("[context.a]\napi_kee = \"{KEY}\"\n"), "line 2", "api_key"),
        (format!("[context.a]\napi_key = {KEY}\n"), "line 2", "config.toml"),
        ("[context.a]\ndialect = \"klingon\"\n".to_owned(), "line 2", "late"),
        (format!("[context.a]\n\napi_key = \"Bearer {KEY}\"\n"), "line 3", "white space"),
    ] {
        let ended = connlog("connections").file(CONFIG, &text).end().code(3);
        assert!(ended.stderr.contains(line) && ended.stderr.contains(told), "{text}: {}", ended.stderr);
        assert!(!ended.stderr.contains(KEY), "{}", ended.stderr);
    }
}

#[test]
fn the_official_clis_files_are_enough() {
    let demo = Demo::start("--entries 100");
    for path in [ZERNIO, LATE] {
        let found = connlog("connections -o json").file(path, &official(KEY, &demo.base_url)).end().code(0);
        assert_eq!(found.array().len(), 50);
    }
    let official = serde_json::json!({ "apiKey": KEY, "baseUrl": format!("{}/v1/", demo.base_url), "other": [1] });
    connlog("posts").file(ZERNIO, &official.to_string()).end().code(0);
}

#[test]
fn the_older_official_file_is_used_whole_where_the_newer_one_has_no_key() {
    let demo = Demo::start("--entries 100");
    let newer = [
        serde_json::json!({ "baseUrl": NOWHERE }).to_string(),
        serde_json::json!({ "apiKey": "", "baseUrl": NOWHERE }).to_string(),
        "{ broken".to_owned(),
    ];
    for newer in newer {
        let run = connlog("connections").file(ZERNIO, &newer).file(LATE, &official(KEY, &demo.base_url));
        assert_eq!(run.end().code(0).stderr.matches("warning").count(), 0, "{newer}");
    }
    // The newer one has a key: nothing of the older one counts, not even its base URL.
    let newer = serde_json::json!({ "apiKey": KEY }).to_string();
    let run = connlog("doctor --json").env("CONNLOG_DIALECT", "late").env("CONNLOG_API_KEY", KEY);
    let run = run.file(ZERNIO, &newer).file(LATE, &official(WRONG, NOWHERE)).arg("--base-url").arg(&demo.base_url);
    let doctor = run.end().code(0);
    assert!(!doctor.stdout.contains(".late"), "{}", doctor.stdout);
}

#[test]
fn a_key_of_the_environment_goes_to_the_base_url_of_the_official_file() {
    let demo = Demo::start("--entries 100");
    let run = connlog("connections").env("ZERNIO_API_KEY", KEY).file(ZERNIO, &official(WRONG, &demo.base_url));
    run.end().code(0);
}

#[test]
fn variables_that_are_set_but_empty_count_as_not_set() {
    let demo = Demo::start("--entries 100");
    let run = connlog("connections").env("CONNLOG_API_KEY", "").env("ZERNIO_API_KEY", "").env("LATE_API_KEY", KEY);
    let run = run.env("CONNLOG_BASE_URL", "").env("ZERNIO_API_URL", "").env("LATE_API_URL", &demo.base_url);
    let run = run.env("CONNLOG_DIALECT", "").env("CONNLOG_CONTEXT", "").env("CONNLOG_CONFIG", "").env("CONNLOG_TZ", "");
    run.env("CONNLOG_OUTPUT", "").env("CONNLOG_COLOR", "").end().code(0);
}

#[test]
fn white_space_around_a_key_and_a_version_behind_a_base_url_are_taken_off() {
    let demo = Demo::start("--entries 100");
    for tail in ["", "/", "/v1", "/v1/"] {
        let run = connlog("connections").env("CONNLOG_BASE_URL", &format!("{}{tail}", demo.base_url));
        run.env("CONNLOG_API_KEY", &format!(" {KEY}\r\n")).end().code(0);
    }
    let paths = demo.requests();
    assert!(paths.iter().all(|asked| asked["path"] == "/api/v1/logs"), "{paths:?}");
}

#[test]
fn the_key_may_come_from_stdin() {
    let demo = Demo::start("--entries 100");
    let run = connlog("connections --api-key-file -").env("CONNLOG_BASE_URL", &demo.base_url);
    run.env("CONNLOG_API_KEY", WRONG).stdin(&format!("{KEY}\n")).end().code(0);
    connlog("connections --api-key-file -").stdin("").end().code(3);
}

#[test]
fn a_key_that_is_none_is_an_error_that_does_not_show_it() {
    for key in ["Bearer sk_1234secret", "sk_1234\nsecret", "sk_1234secret\u{e9}", "sk_1234secret\u{1b}[0m"] {
        let ended = connlog("connections").env("CONNLOG_API_KEY", key).end().code(3);
        assert!(ended.stderr.contains("CONNLOG_API_KEY"), "{}", ended.stderr);
        assert!(!ended.stderr.contains("secret"), "{}", ended.stderr);
    }
}

#[test]
fn without_a_key_nothing_is_asked_and_the_ways_to_give_one_are_named() {
    let demo = Demo::start("--entries 100");
    let ended = connlog("connections -o json").env("CONNLOG_BASE_URL", &demo.base_url).end().code(4);
    assert_eq!((ended.stdout.as_str(), ended.error()["code"].as_str()), ("", Some("auth_missing")));
    let ended = connlog("posts").end().code(4);
    for way in ["CONNLOG_API_KEY", "--api-key-file", "--demo"] {
        assert!(ended.stderr.contains(way), "{way}: {}", ended.stderr);
    }
    assert!(demo.requests().is_empty());
}

#[test]
fn no_flag_takes_the_key_itself() {
    let ended = connlog("connections").arg(&format!("--api-key={KEY}")).end().code(2);
    assert!(!ended.stderr.contains(KEY), "{}", ended.stderr);
}

#[test]
fn a_key_from_a_file_does_not_go_to_another_host_than_it_was_stored_for() {
    let away = "https://logs.example.com/api";
    let own = format!("{}base_url = \"https://zernio.com/api\"\n", context("api_key", KEY));
    let cases = [
        (CONFIG, own, "logs.example.com"),
        (CONFIG, context("api_key", KEY), "zernio.com"),
        (ZERNIO, serde_json::json!({ "apiKey": KEY }).to_string(), "zernio.com"),
        (LATE, official(KEY, "https://getlate.dev/api"), "getlate.dev"),
    ];
    for (path, text, named) in cases {
        let by_variable = connlog("connections").file(path, &text).env("CONNLOG_BASE_URL", away);
        let by_flag = connlog("connections").file(path, &text).arg("--base-url").arg(away);
        for run in [by_variable, by_flag] {
            let ended = run.end().code(3);
            assert!(ended.stderr.contains(named) && ended.stderr.contains("logs.example.com"), "{}", ended.stderr);
            assert!(ended.stderr.contains("CONNLOG_API_KEY"), "the way out: {}", ended.stderr);
            assert!(!ended.stderr.contains(KEY), "{}", ended.stderr);
        }
    }
}

#[test]
fn a_key_from_a_file_does_not_go_where_another_file_points() {
    let ended = connlog("connections")
        .file(CONFIG, &context("base_url", "https://logs.example.com/api"))
        .file(ZERNIO, &official(KEY, "https://zernio.com/api"))
        .end()
        .code(3);
    assert!(ended.stderr.contains(".zernio") && ended.stderr.contains("context `work`"), "{}", ended.stderr);
}

#[test]
fn a_base_url_that_would_show_the_key_or_is_none_is_refused() {
    for (url, told) in [
        ("http://zernio.com/api", "plain http"),
        ("zernio.com/api", "https://"),
        ("ftp://zernio.com/api", "https"),
        ("https://me:hunter2@zernio.com/api", "password"),
        ("https://zernio.com/api?key=1", "`?`"),
    ] {
        let ended = connlog("connections").at(url).end().code(3);
        assert!(ended.stderr.contains(told) && ended.stderr.contains("CONNLOG_BASE_URL"), "{url}: {}", ended.stderr);
        assert!(!ended.stderr.contains("hunter2"), "{}", ended.stderr);
    }
}

#[cfg(unix)]
#[test]
fn a_file_of_ours_that_others_can_read_is_reported_with_the_command_that_helps() {
    let demo = Demo::start("--entries 100");
    let text = format!("{}base_url = \"{}\"\n", context("api_key", KEY), demo.base_url);
    for command in ["connections", "doctor"] {
        let run = connlog(command).file(CONFIG, &text);
        loosen(&run, CONFIG);
        let ended = run.end().code(0);
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert!(said.contains("chmod 600") && said.contains("config.toml") && said.contains("0644"), "{said}");
    }
    let run = with_file(connlog("connections"), "--api-key-file", KEY).env("CONNLOG_BASE_URL", &demo.base_url);
    loosen(&run, "given.txt");
    assert!(run.end().code(0).stderr.contains("chmod 600"));

    let tight = connlog("connections -q").file(CONFIG, &text).end().code(0);
    assert_eq!(tight.stderr, "");
}

#[cfg(unix)]
#[test]
fn a_file_of_the_official_cli_that_others_can_read_is_for_doctor_to_tell() {
    let demo = Demo::start("--entries 100");
    let loose = |command: &str| {
        let run = connlog(command).file(ZERNIO, &official(KEY, &demo.base_url));
        loosen(&run, ZERNIO);
        run.end().code(0)
    };
    assert_eq!(loose("connections -q").stderr, "", "the official CLI writes it so: no news on every run");
    let doctor = loose("doctor --json");
    let file = finding(&doctor, "file");
    assert_eq!(file["state"], "warning");
    assert!(file["value"].as_str().unwrap().contains("chmod 600"), "{file}");
}

#[test]
fn the_demo_needs_no_settings_and_heeds_none() {
    let run = connlog("connections --demo -o json").env("CONNLOG_API_KEY", WRONG).env("CONNLOG_BASE_URL", NOWHERE);
    let ended = run.file(CONFIG, &context("base_url", NOWHERE)).end().code(0);
    assert_eq!(ended.array().len(), 50);
    assert!(ended.stderr.contains("demo"), "{}", ended.stderr);
    for flag in ["--base-url https://zernio.com/api", "--api-key-file -", "-c work"] {
        let ended = connlog(&format!("connections --demo {flag}")).end().code(2);
        assert!(ended.stderr.contains("--demo"), "{}", ended.stderr);
    }
}

#[test]
fn doctor_tells_each_setting_with_its_origin_and_never_the_key() {
    let demo = Demo::start("--entries 100");
    let text = format!("{}base_url = \"{}\"\n", context("api_key", WRONG), demo.base_url);
    let doctor = |flags: &str| {
        let run = connlog(&format!("doctor {flags}")).file(CONFIG, &text).env("LATE_API_KEY", KEY);
        run.env("CONNLOG_DIALECT", "zernio").end().code(0)
    };
    let report = doctor("");
    for told in [
        "config.toml",
        "context `work`",
        "environment variable LATE_API_KEY",
        "environment variable CONNLOG_DIALECT",
        "`default` in",
        demo.base_url.as_str(),
    ] {
        assert!(report.stdout.contains(told), "{told}: {}", report.stdout);
    }
    let json = doctor("--json");
    for name in
        ["config file", "context", "base URL", "API key", "dialect", "clock", "quota", "key check", "dialect spoken"]
    {
        assert_eq!(finding(&json, name)["state"], "ok", "{name}: {}", json.stdout);
        assert!(report.stdout.contains(name), "{name}: {}", report.stdout);
    }
    for ended in [report, json, doctor("--debug")] {
        for secret in [KEY, WRONG, &KEY[3..]] {
            assert!(!ended.stdout.contains(secret) && !ended.stderr.contains(secret));
        }
    }
}

#[test]
fn doctor_checks_the_key_by_its_own_route() {
    let demo = Demo::start("--entries 100 --serves zernio");
    let doctor = connlog("doctor --json").at(&demo.base_url).end().code(0);
    assert_eq!(finding(&doctor, "key check")["value"], "valid");
    assert!(detail(&doctor, "key check").contains("Demo Agency"));
    assert_eq!(finding(&doctor, "dialect spoken")["value"], "zernio, 90 days kept");
    assert_eq!(demo.requests()[0]["path"], "/api/v1/auth/verify");
}

#[test]
fn doctor_checks_the_key_by_a_list_where_the_api_has_no_route_for_it() {
    for serves in ["late", "older"] {
        let demo = Demo::start(&format!("--entries 100 --serves {serves}"));
        let doctor = connlog("doctor --json").at(&demo.base_url).end().code(0);
        assert_eq!(finding(&doctor, "key check")["value"], "valid", "{serves}");
        assert_eq!(finding(&doctor, "dialect spoken")["value"], "late, 7 days kept", "{serves}");
    }
}

#[test]
fn doctor_fails_with_a_wrong_key_and_says_where_it_came_from() {
    for serves in ["zernio", "late", "both"] {
        let demo = Demo::start(&format!("--entries 100 --serves {serves}"));
        let run = connlog("doctor --json").env("LATE_API_KEY", WRONG).env("CONNLOG_BASE_URL", &demo.base_url);
        let doctor = run.end().code(4);
        let check = finding(&doctor, "check");
        assert_eq!(check["state"], "failed");
        assert!(check["detail"].as_str().unwrap().contains("LATE_API_KEY"), "{serves}: {check}");
        assert!(!doctor.stdout.contains(WRONG));
        assert!(detail(&doctor, "base URL").contains("CONNLOG_BASE_URL"), "the settings are told all the same");
    }
}

#[test]
fn doctor_finds_a_wrong_key_where_only_the_lists_look_at_it() {
    let server = Scripted::start(|_, target| match target {
        "/v1/auth/verify" => Answer::fixture("errors/404.json"),
        _ => Answer::fixture("errors/old-401.json"),
    });
    let doctor = connlog("doctor --json").at(&server.base_url).end().code(4);
    assert!(detail(&doctor, "check").contains("CONNLOG_API_KEY"), "{}", doctor.stdout);
    assert!(doctor.array().iter().all(|finding| finding["name"] != "key check"), "{}", doctor.stdout);
}

#[test]
fn doctor_believes_the_api_when_it_says_that_the_key_is_not_valid() {
    let server = Scripted::always(Answer::json(r#"{"valid":false}"#));
    let doctor = connlog("doctor --json").at(&server.base_url).end().code(4);
    assert!(finding(&doctor, "check")["value"].as_str().unwrap().contains("not valid"));
}

#[test]
fn doctor_never_blames_the_key_for_what_proves_nothing_against_it() {
    for (example, code) in [("402-payment-required.json", 4), ("500.json", 6), ("502-html.json", 6), ("429.json", 7)] {
        let server = Scripted::always(Answer::fixture(&format!("errors/{example}")));
        let doctor = connlog("doctor --json --retries 0 --max-wait 0s").at(&server.base_url).end().code(code);
        let told = finding(&doctor, "check").to_string();
        assert!(!told.contains("does not accept the key") && !told.contains("revoked"), "{example}: {told}");
    }
}

#[test]
fn doctor_names_the_right_that_a_restricted_key_lacks() {
    let server = Scripted::start(|number, _| match number {
        1 => Answer::json(r#"{"valid":true,"authType":"api_key"}"#),
        _ => Answer::fixture("errors/403-restricted-key.json"),
    });
    let doctor = connlog("doctor --json").at(&server.base_url).end().code(4);
    assert_eq!(finding(&doctor, "key check")["value"], "valid");
    assert!(detail(&doctor, "check").contains("'publishing'"), "{}", doctor.stdout);
    let advice = finding(&doctor, "check")["advice"].to_string();
    assert!(advice.contains("`publishing`"), "{advice}");
    assert_eq!(finding(&doctor, "billing")["state"], "unknown");
}

#[test]
fn doctor_sees_a_clock_that_is_off_and_in_which_direction() {
    for (skew, told) in [("120", "120 s behind"), ("-90", "90 s ahead of")] {
        let demo = Demo::start(&format!("--entries 100 --fault skew={skew}"));
        let doctor = connlog("doctor --json").at(&demo.base_url).end().code(0);
        let clock = finding(&doctor, "clock");
        assert_eq!(clock["state"], "warning");
        assert!(clock["value"].as_str().unwrap().contains(told), "{clock}");
    }
    let demo = Demo::start("--entries 100 --fault skew=5");
    assert_eq!(finding(&connlog("doctor --json").at(&demo.base_url).end().code(0), "clock")["state"], "ok");
}

#[test]
fn doctor_tells_the_quota_and_warns_when_little_is_left() {
    for (left, state) in [("599", "ok"), ("60", "ok"), ("59", "warning"), ("0", "warning")] {
        let left = left.to_owned();
        let quota = left.clone();
        let server = Scripted::start(move |number, _| {
            let body = if number == 1 { r#"{"valid":true}"#.to_owned() } else { fixture("unified-connections.json") };
            let mut answer = Answer::json(&body);
            answer.headers.push(("X-RateLimit-Limit".to_owned(), "600".to_owned()));
            answer
                .headers
                .push(("X-RateLimit-Remaining".to_owned(), if number == 1 { quota.clone() } else { "500".to_owned() }));
            answer
        });
        let doctor = connlog("doctor --json").at(&server.base_url).end().code(0);
        let quota = finding(&doctor, "quota");
        assert_eq!(
            (quota["value"].as_str(), quota["state"].as_str()),
            (Some(format!("{left} of 600 left").as_str()), Some(state))
        );
    }
}

#[test]
fn doctor_without_a_key_asks_nobody_and_fails() {
    let demo = Demo::start("--entries 100");
    let ended = connlog("doctor").env("CONNLOG_BASE_URL", &demo.base_url).end().code(4);
    assert!(ended.stdout.contains("missing") && ended.stdout.contains("CONNLOG_API_KEY"), "{}", ended.stdout);
    assert!(demo.requests().is_empty());
}

#[test]
fn doctor_tells_what_is_wrong_with_the_network() {
    let doctor = connlog("doctor --json --retries 0").at(NOWHERE).end().code(6);
    assert!(finding(&doctor, "check")["value"].as_str().unwrap().contains("127.0.0.1:1 refused the connection"));
    assert!(detail(&doctor, "base URL").contains("CONNLOG_BASE_URL"));
}

#[test]
fn doctor_looks_at_the_demo_too() {
    let doctor = connlog("doctor --demo --json").env("CONNLOG_API_KEY", WRONG).end().code(0);
    assert_eq!(
        (detail(&doctor, "API key"), detail(&doctor, "base URL")),
        ("from --demo".to_owned(), "from --demo".to_owned())
    );
}

#[cfg(unix)]
#[test]
fn what_is_remembered_is_for_the_user_alone_and_holds_no_key() {
    use std::os::unix::fs::PermissionsExt as _;
    let demo = Demo::start("--entries 100");
    let cache = tempfile::TempDir::new().unwrap();
    connlog("connections").at(&demo.base_url).env("XDG_CACHE_HOME", cache.path().to_str().unwrap()).end().code(0);
    let file = cache.path().join("connlog/dialects.json");
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!std::fs::read_to_string(file).unwrap().contains("sk_"));
}

#[test]
fn a_web_page_does_not_show_that_a_key_is_valid() {
    let demo = Demo::start("--entries 50");
    demo.misbehave(&["html"]);
    let doctor = connlog("doctor --json --retries 0").at(&demo.base_url).end().code(6);
    assert!(doctor.array().iter().all(|finding| finding["name"] != "key check"), "{}", doctor.stdout);
}
