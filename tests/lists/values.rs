//! Tests filter values that nothing can match: the command reports an error or a note with a suggestion.

use serde_json::{Value, json};

use crate::support::{DIALECTS, Ended, Scripted, World, connlog, page};

const ACCOUNT: &str = "64e1f0a9e2b5af0012ab3500";
const POST: &str = "65f1c0a9e2b5af0012ab34cd";

fn rows(dialect: &str) -> [Value; 1] {
    [if dialect == "late" {
        json!({"_id": "1", "platform": "tiktok", "accountId": ACCOUNT, "profileId": "64e1f0a9e2b5af0012ab34ef", "postId": POST,
               "accountUsername": "@acme", "eventType": "connect_success", "success": {"username": "acme"}, "status": "success",
               "action": "publish", "createdAt": "2026-11-20T11:00:00Z"})
    } else {
        json!({"platform": "tiktok", "account_id": ACCOUNT, "profile_id": "64e1f0a9e2b5af0012ab34ef", "post_id": POST,
               "status": "success", "metadata": r#"{"username":"acme"}"#, "created_at": "2026-11-20T11:00:00Z"})
    }]
}

fn run(dialect: &str, command: &str) -> Ended {
    let server = Scripted::always(page(&rows(dialect), false));
    connlog(command).arg("--dialect").arg(dialect).at(&server.base_url).end()
}

#[test]
fn a_word_of_the_other_vendor_is_an_error_with_ours() {
    let world = World::of("zernio", "--entries 60");
    for (flags, meant) in [
        ("posts --status FAILURE", "did you mean `failed`"),
        ("posts --status SUCCESSFUL", "did you mean `success`"),
        ("connections --status succeeded", "did you mean `success`"),
        ("check posts --status failure_with_task", "did you mean `failed`"),
        ("stats posts --status rescheduled", "known values are success, failed, pending, skipped"),
        ("connections --event sync_end", "known values are connect_success"),
        ("events --event sync_end", "known values are connect_success"),
    ] {
        let ended = world.run(flags).end().code(2);
        assert!(ended.stderr.contains(meant), "{flags}: {}", ended.stderr);
    }
    assert_eq!(world.queries().len(), 0, "nothing is asked before");
}

#[test]
fn a_value_of_another_kind_is_an_error_that_names_the_kind() {
    let world = World::of("zernio", "--entries 60");
    for (flags, meant) in [
        ("posts --action message.failed", "messages can have it"),
        ("messages --action publish", "posts can have it"),
        ("webhooks --event connect_failed", "connections can have it"),
        ("connections --event sync_end", "events can have it"),
        ("check workflows --action message.sent", "messages can have it"),
        ("posts --status-code abc", "from 100 to 599"),
        ("stats messages --status-code 4xx", "from 100 to 599"),
    ] {
        let ended = world.run(flags).end().code(2);
        assert!(ended.stderr.contains(meant), "{flags}: {}", ended.stderr);
    }
    assert_eq!(world.queries().len(), 0, "nothing is asked before");
    assert!(!world.list("events posts messages --all --action message.sent").is_empty());
}

#[test]
fn upper_and_lower_case_are_alike() {
    for dialect in DIALECTS {
        let world = World::of(dialect, "--entries 120");
        for (odd, plain) in [
            ("posts --all --status FAILED,Skipped", "posts --all --status failed,skipped"),
            ("connections --all --event Connect_Failed", "connections --all --event connect_failed"),
            ("connections --all --severity Failure", "connections --all --severity failure"),
        ] {
            let found = world.list(odd);
            assert!(!found.is_empty(), "{dialect} {odd} proves nothing");
            assert_eq!(found, world.list(plain), "{dialect} {odd}");
        }
    }
}

#[test]
fn an_id_that_no_entry_has_is_said_with_the_one_that_was_meant() {
    for dialect in DIALECTS {
        for (flags, wanted) in [
            (
                "connections --account acme",
                "no entry has the account `acme`; did you mean 64e1f0a9e2b5af0012ab3500 (acme)?",
            ),
            ("connections --account @ACME", "did you mean 64e1f0a9e2b5af0012ab3500 (acme)?"),
            ("connections --account 64e1f0a9", "did you mean 64e1f0a9e2b5af0012ab3500 (acme)?"),
            ("connections --account …ab3500", "did you mean 64e1f0a9e2b5af0012ab3500 (acme)?"),
            (
                "connections --profile 64e1f0a9e2b5",
                "no entry has the profile `64e1f0a9e2b5`; did you mean 64e1f0a9e2b5af0012ab34ef",
            ),
            ("posts --post 12ab34cd", "did you mean 65f1c0a9e2b5af0012ab34cd"),
            ("stats connections --account acme", "did you mean 64e1f0a9e2b5af0012ab3500"),
            ("check connections --account acme --min-records 0", "did you mean 64e1f0a9e2b5af0012ab3500"),
            ("connections --account nobody", "no entry has the account `nobody`; --account compares whole ids"),
        ] {
            let ended = run(dialect, flags);
            assert!(ended.stderr.contains(wanted), "{dialect} {flags}: {}", ended.stderr);
        }
        for flags in [
            format!("connections --account {ACCOUNT}"),
            format!("connections --account {ACCOUNT} --since 1m"),
            format!("connections --account {}", ACCOUNT.replace('3', "4")),
            "connections --search acme".to_owned(),
        ] {
            let ended = run(dialect, &flags).code(0);
            assert!(!ended.stderr.contains("no entry has"), "{dialect} {flags}: {}", ended.stderr);
        }
    }
}

#[test]
fn files_and_syncs_say_so_too() {
    let text = r#"{"event":"sync_end","data":{"status":"SUCCESSFUL"},"created":"2026-11-20T11:00:00Z","connection_id":"blue_sky","connection_name":"crm.Prod","sync_id":"158f2e84-9884-4da4-bd1b-1252238e1b79"}"#;
    for (flags, wanted) in [
        ("events --connection blue", Some("no entry has the connection `blue`; did you mean blue_sky (crm.Prod)?")),
        ("syncs --connection CRM.prod", Some("did you mean blue_sky (crm.Prod)?")),
        ("events --sync 158f2e84", Some("did you mean 158f2e84-9884-4da4-bd1b-1252238e1b79?")),
        ("events --connection crm.Prod", None),
        ("syncs --connection blue_sky", None),
        ("events --connection other", None),
    ] {
        let ended = connlog(flags).arg("--from").arg("-").stdin(text).end().code(0);
        let said = ended.stderr.contains("no entry has");
        assert_eq!(said, wanted.is_some(), "{flags}: {}", ended.stderr);
        assert!(wanted.is_none_or(|wanted| ended.stderr.contains(wanted)), "{flags}: {}", ended.stderr);
    }
}
