//! Tests `explain`.

use serde_json::Value;

use crate::support::{Demo, connlog};
#[cfg(target_os = "linux")]
use crate::terminal;

fn explained(arguments: &str) -> Vec<Value> {
    connlog(&format!("explain {arguments} -o json")).end().code(0).array()
}

#[test]
fn a_code_is_explained_in_text_and_as_json() {
    let ended = connlog("explain OAuth_Denied").end().code(0);
    let expected = "\
oauth_denied
  means  the sign-in at the platform was cancelled or refused
  side   user: the person who connects the account or writes the post
  to do  connect again and allow access in the platform's dialog
  retry  yes: the same may work at once
  field  `error.code` of a connection
  also   x_ads_denied, tiktok_ads_access_denied, access_denied_by_user
  show   connlog connections --where 'error.code = oauth_denied'
";
    assert_eq!((ended.stdout.as_str(), ended.stderr.as_str()), (expected, ""));
    let objects = explained("oauth_denied");
    let [object] = &objects[..] else { panic!("one code, one object") };
    let keys: Vec<&str> = object.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["code", "aliases", "meaning", "side", "remedy", "retry", "places"]);
    assert_eq!(object["side"], "user");
    assert_eq!(object["places"], serde_json::json!(["connections"]));
    assert_eq!(connlog("explain --json oauth_denied").end().code(0).array(), objects);
}

#[test]
fn several_codes_come_in_the_order_they_were_asked_for() {
    let codes = |arguments: &str| -> Vec<String> {
        explained(arguments).iter().map(|object| object["code"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(
        codes("platform_error x_ads_denied PAYMENT_REQUIRED"),
        ["platform_error", "oauth_denied", "payment_required"]
    );
    let text = connlog("explain platform_error x_ads_denied").end().code(0).stdout;
    let pages: Vec<&str> = text.split("\n\n").collect();
    assert!(pages.len() == 2 && pages[0].starts_with("platform_error\n") && pages[1].starts_with("oauth_denied\n"));
    assert!(pages[0].contains("connlog posts --where 'response.errorCode = platform_error'"), "{text}");
    assert!(pages[1].contains("'error.code = x_ads_denied'"), "the name that was asked for: {text}");
}

#[test]
fn words_of_fivetran_are_explained_beside_the_codes_of_the_api() {
    let text = connlog("explain update_service_account").end().code(0).stdout;
    assert!(
        text.contains("  show   connlog events --from FILE --where 'data.taskType = update_service_account'"),
        "{text}"
    );
    let text = connlog("explain").arg("connecting to ssh tunnel").end().code(0).stdout;
    assert!(text.contains(r#"--where 'data.testName = "Connecting to SSH tunnel"'"#), "{text}");
    let both = explained("authentication_error");
    let places: Vec<_> = both.iter().map(|known| known["places"][0].as_str().unwrap()).collect();
    assert_eq!(places, ["api", "events"], "a word of two vendors is explained for each");
}

#[test]
fn a_word_with_several_meanings_is_explained_in_each_place() {
    let meanings = explained("FAILED");
    let places: Vec<_> = meanings.iter().map(|known| known["places"][0].as_str().unwrap()).collect();
    assert_eq!(places, ["statuses", "setup_tests", "transformations"]);
    let text = connlog("explain severe syncing").end().code(0).stdout;
    assert!(text.contains("  show   connlog events --from FILE --any-value --where 'level = SEVERE'"), "{text}");
    assert!(text.contains("  show   connlog status --any-value --where 'status.sync_state = syncing'"), "{text}");
}

#[test]
fn commands_that_an_explanation_shows_find_the_entries() {
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures");
    for (command, file) in [
        ("events --any-value --where 'level = WARNING'", "fivetran/log.csv"),
        ("status --any-value --where 'status.setup_state = broken'", "fivetran-rest/connections-list-page1.json"),
        ("events --where 'data.operationType = REPLACED_OR_INSERTED'", "fivetran/log.csv"),
    ] {
        let (flags, expression) = command.split_once(" --where '").unwrap();
        let expression = expression.trim_end_matches('\'');
        let run = connlog(&format!("{flags} -o json --from {fixtures}/{file} --where")).arg(expression);
        assert!(!run.end().code(0).array().is_empty(), "{command}");
    }
}

#[test]
fn without_a_code_all_are_listed() {
    let listed = connlog("explain").end().code(0).stdout;
    let lines: Vec<Vec<&str>> = listed.lines().map(|line| line.split('\t').collect()).collect();
    assert!(lines.len() > 60 && lines.iter().all(|line| line.len() == 5));
    let all = explained("");
    assert_eq!(all.len(), lines.len());
    for (object, line) in all.iter().zip(&lines) {
        assert_eq!(
            [&object["code"], &object["side"], &object["retry"], &object["meaning"]],
            [line[0], line[2], line[3], line[4]]
        );
    }
}

#[test]
fn an_unknown_code_is_not_found_and_a_near_miss_is_named() {
    let ended = connlog("explain oauth_denied oauth_denid").end().code(5);
    assert_eq!(ended.stdout, "", "nothing is half done");
    assert!(
        ended.stderr.contains("`oauth_denid`") && ended.stderr.contains("did you mean `oauth_denied`?"),
        "{}",
        ended.stderr
    );
    let error = connlog("explain qqq -o json").end().code(5).error();
    assert_eq!(error["code"], "not_found");
    assert_eq!(error["hint"], "`connlog explain` lists the known codes");
    let hostile = connlog("explain").arg("\u{1b}[31m::error::").end().code(5);
    assert!(!hostile.stderr.contains('\u{1b}'), "{:?}", hostile.stderr);
    connlog("explain").arg("").end().code(2);
}

#[test]
fn every_code_that_the_demo_gives_is_known() {
    let demo = Demo::start("--entries 600");
    for (command, field) in [("connections", "error.code"), ("posts", "response.errorCode")] {
        let run = connlog(&format!("{command} --status failed --all --fields {field} -o plain")).at(&demo.base_url);
        let listed = run.end().code(0).stdout;
        let mut codes: Vec<&str> = listed.lines().filter(|code| !code.is_empty()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert!(codes.len() > 5, "{codes:?}");
        for code in codes {
            let meanings = explained(code);
            let is_in_place = |known: &Value| known["places"].as_array().unwrap().contains(&command.into());
            assert!(meanings.iter().any(is_in_place), "{meanings:?}");
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn the_list_fits_the_terminal() {
    for width in [60, 80, 120] {
        let Some(text) = terminal::terminal("explain", width, &[("NO_COLOR", "1")]) else { return };
        assert!(text.starts_with("CODE") && text.lines().count() > 60);
        for line in text.lines() {
            assert!(line.trim_end().chars().count() <= usize::from(width).max(68), "{width}: {line}");
        }
    }
}

#[test]
fn the_rules_of_redaction_are_printed_as_text_and_as_json() {
    let objects = explained("redaction");
    assert!(objects.len() > 200, "{}", objects.len());
    for class in ["key", "value", "text", "address", "structure", "person"] {
        assert!(objects.iter().any(|rule| rule["class"] == class), "{class}");
    }
    let text = connlog("explain Redaction").end().code(0).stdout;
    assert_eq!(text.lines().count(), objects.len());
    for (line, rule) in text.lines().zip(&objects) {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells, [&rule["class"], &rule["name"], &rule["form"]].map(|cell| cell.as_str().unwrap()));
    }
    assert!(text.contains("value\tGitLab\tglpat-<dotted 20>\n") && text.contains("contraseña"), "{text}");
    let error = connlog("explain redaction oauth_denied").env("CONNLOG_ERROR_FORMAT", "json").end().code(2).error();
    assert!(error.to_string().contains("cannot explain `redaction` and a code at once"), "{error}");
}
