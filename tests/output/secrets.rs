//! Tests that secrets and persons in entries are hidden in all output, and that filters still find them.

use std::fs;

use connlog::output::formats::FORMATS;

use crate::support::{Answer, Scripted, connlog};

/// Rows of both dialects with a secret or a person in every place where the API has one.
const LATE: &str = r#"{"_id":"1","createdAt":"2026-11-20T11:00:00Z","platform":"linkedin","eventType":"connect_failed",
"error":{"code":"token_exchange_failed","message":"jane.roe@acme.example: redirect_uri?code=1&access_token=S3cretOne",
"rawResponse":"{\"error\":{\"client_secret\":\"S3cretTwo\",\"hint\":\"the token expired\"}}"},
"context":{"isHeadlessMode":true,"invitationToken":"S3cretThree","connectToken":"S3cretFour"},
"metadata":{"tokenExpiresAt":"2027-01-01T00:00:00Z","note":"S3cretThree again"}}"#;
const ZERNIO: &str = r#"{"type":"publishing","created_at":"2026-11-20T11:00:00Z","platform":"tiktok","status":"failed","account_id":"acct_1",
"error_message":"401 for Bearer S3cretOne1","request_body":"{\"caption\":\"Hi\",\"auth\":{\"access_token\":\"S3cretTwo\"}",
"response_body":"https://user:S3cretThree@api.example/x","metadata":"{\"connectToken\":\"S3cretFour\",\"mail\":\"jane.roe@acme.example\"}"}"#;

fn serve(row: &str) -> Scripted {
    Scripted::always(Answer::json(&format!("{{\"logs\":[{row}],\"pagination\":{{\"hasMore\":false}}}}")))
}

#[test]
fn no_format_prints_what_is_hidden() {
    for (command, row) in [("connections --dialect late", LATE), ("posts --dialect zernio", ZERNIO)] {
        let server = serve(row);
        let mut ways: Vec<String> = FORMATS.iter().map(|spec| format!("-o {}", spec.name)).collect();
        ways.extend(
            [
                "-o ndjson --raw",
                "-o json --jq .",
                "-o csv --any-value --fields error,metadata,context,response,request",
            ]
            .map(str::to_owned),
        );
        for way in ways {
            let ended = connlog(&format!("{command} {way}")).at(&server.base_url).end().code(0);
            assert!(ended.stdout.contains("2026") || way.contains("--fields"), "{way}: {}", ended.stdout);
            for hidden in ["S3cret", "jane", "acme"] {
                assert!(!ended.stdout.contains(hidden), "{command} {way}: {}", ended.stdout);
            }
        }
    }
}

#[test]
fn raw_changes_the_bytes_of_secrets_and_no_others() {
    let server = serve(LATE);
    let ended = connlog("connections --dialect late -o json --raw").at(&server.base_url).end().code(0);
    let expected = LATE
        .replace("S3cretOne", "[hidden]")
        .replace("S3cretTwo", "[hidden]")
        .replace("S3cretThree", "[hidden]")
        .replace("S3cretFour", "[hidden]");
    let person =
        ended.stdout.split(':').find_map(|part| part.split('"').find(|part| part.starts_with("user-"))).unwrap();
    assert_eq!(ended.stdout, format!("[\n{}\n]\n", expected.replace("jane.roe@acme.example", person)));
}

#[test]
fn what_is_asked_for_is_shown() {
    let server = serve(LATE);
    let shown = |flags: &str| {
        connlog(&format!("connections --dialect late -o json --raw {flags}")).at(&server.base_url).end().code(0).stdout
    };
    assert_eq!(shown("--show-secrets --show-personal"), format!("[\n{LATE}\n]\n"));
    let secrets = shown("--show-secrets");
    assert!(secrets.contains("S3cretThree") && !secrets.contains("jane"), "{secrets}");
    let persons = shown("--show-personal");
    assert!(persons.contains("jane.roe@acme.example") && !persons.contains("S3cret"), "{persons}");
}

#[test]
fn filters_look_at_entries_as_they_are() {
    let server = serve(LATE);
    for (text, found) in [("S3cretFour", 1), ("jane.roe@acme.example", 1), ("[hidden]", 0)] {
        let ended = connlog("connections --dialect late -o json --search").arg(text).at(&server.base_url).end().code(0);
        assert_eq!(ended.array().len(), found, "{text}");
    }
}

#[test]
fn an_error_does_not_quote_a_secret_of_the_apis_answer() {
    let body = r#"{"error":"no account for jane.roe@acme.example with access_token=S3cretOne","code":"x"}"#;
    let server = Scripted::always(Answer::json(body).status(403));
    let ended = connlog("connections --dialect zernio").at(&server.base_url).end();
    assert!(
        ended.stderr.contains("no account for user-") && ended.stderr.contains("access_token=[hidden]"),
        "{}",
        ended.stderr
    );
    assert!(!ended.stderr.contains("S3cret") && !ended.stderr.contains("acme"), "{}", ended.stderr);
}

#[test]
fn what_was_printed_and_is_read_back_says_the_same() {
    let samples = fs::read_to_string("tests/fixtures/fivetran/samples.ndjson").unwrap();
    let secrets = r#"{"event":"warning","created":"2026-11-20T11:00:00Z","data":{"actor":"jane","message":"jane.roe@acme.example: 401 for Bearer S3cretOne1, password=S3cretTwo."}}"#;
    let events = format!("{samples}{secrets}\n");
    let api = |row: &str| format!("{{\"logs\":[{row}],\"pagination\":{{\"hasMore\":false}}}}");
    for (command, text) in
        [("events", events.clone()), ("connections", events), ("connections", api(LATE)), ("posts", api(ZERNIO))]
    {
        for way in ["-o ndjson", "-o json", "-o ndjson --raw", "-o json --raw"] {
            let run = |text: &str| connlog(&format!("{command} --from - --all {way}")).stdin(text).end().code(0).stdout;
            let once = run(&text);
            assert!(once.contains("\"user-") && once.contains("[hidden]"), "{command} {way}: {once}");
            assert_eq!(run(&once), once, "{command} {way}");
        }
    }
}
