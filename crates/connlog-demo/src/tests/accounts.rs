//! The present state agrees with the logs.

use std::collections::HashMap;

use super::*;

fn health(world: &Dataset, query: &str) -> Vec<Value> {
    ask(world, &format!("accounts/health{query}"))["accounts"].as_array().unwrap().clone()
}

#[test]
fn an_account_that_lost_its_token_fails_posts_until_it_is_reconnected() {
    let world = Dataset::new(1, 6_000, 6);
    let connections = rows(&world, "logs?type=connections");
    let mut by_account: HashMap<&str, Vec<&Value>> = HashMap::new();
    for row in &connections {
        by_account.entry(row["account_id"].as_str().unwrap_or_default()).or_default().push(row);
    }
    let mut checked = [0, 0];
    for post in rows(&world, "logs") {
        let earlier = |row: &&&Value| row["created_at"].as_str() < post["created_at"].as_str();
        let same = by_account.get(post["account_id"].as_str().unwrap());
        let Some(last) = same.and_then(|rows| rows.iter().find(earlier)) else { continue };
        let connected = last["action"] == "account.connected" && last["status"] == "success";
        let reached = matches!(post["action"].as_str(), Some("post.published" | "post.failed"));
        let blames_connection = matches!(
            post["error_message"].as_str(),
            Some(text) if text.contains("reconnect the account") || text.starts_with("Account is disconnected")
        );
        if connected {
            assert!(!blames_connection, "{last} {post}");
        } else if reached {
            assert!(post["status"] == "failed" && blames_connection, "{last} {post}");
        }
        checked[usize::from(connected)] += 1;
    }
    assert!(checked[0] > 100 && checked[1] > 2_000, "{checked:?}");
}

#[test]
fn the_health_of_an_account_is_what_its_last_connection_entry_says() {
    let world = Dataset::new(1, 8_000, 6);
    let connections = rows(&world, "logs?type=connections");
    let accounts = health(&world, "");
    let mut losses = 0;
    for account in &accounts {
        let last = connections.iter().find(|row| row["account_id"] == account["accountId"]).unwrap();
        let connected = last["action"] == "account.connected" && last["status"] == "success";
        assert_eq!(account["canPost"], connected, "{last} {account}");
        assert_eq!(account["needsReconnect"], !connected);
        assert_eq!(account["disconnectReason"].is_string(), !connected);
        if !connected {
            losses += 1;
            let same = |row: &&Value| row["account_id"] == account["accountId"];
            let since = account["unhealthySince"].as_str().unwrap();
            assert!(connections.iter().filter(same).any(|row| row["created_at"] == since), "{account}");
        }
    }
    assert!(losses >= 3, "{losses}");
    let removed = world.cast.accounts.len() - accounts.len();
    assert!(removed > 3, "the API deletes accounts that somebody removed: {removed}");
}

#[test]
fn health_is_filtered_and_counted_in_both_dialects() {
    let world = Dataset::new(1, 4_000, 6);
    for serves in [ServedVersions::Late, ServedVersions::Zernio] {
        let answer = |query: &str| ask_at(&world, serves, &format!("accounts/health{query}"), NOW);
        let all = answer("").unwrap();
        let list = all["accounts"].as_array().unwrap();
        for status in ["healthy", "warning", "error"] {
            let some = answer(&format!("?status={status}")).unwrap();
            assert_eq!(some["summary"]["total"], all["summary"][status]);
            assert!(some["summary"]["total"].as_u64() > Some(0), "{status}");
        }
        let tiktok = answer("?platform=tiktok").unwrap()["accounts"].as_array().unwrap().len();
        assert_eq!(tiktok, list.iter().filter(|account| account["platform"] == "tiktok").count());
        let profile = list[0]["profileId"].as_str().unwrap();
        let some = answer(&format!("?profileId={profile}")).unwrap();
        assert!(some["accounts"].as_array().unwrap().iter().all(|account| account["profileId"] == profile));
        assert_eq!(answer("?status=all"), Err(400));
        assert_eq!(answer("?platform=myspace"), Err(400));
        assert_eq!(list[0].get("unhealthySince").is_some(), serves == ServedVersions::Zernio);
    }
    let one = &health(&world, "?status=error")[0];
    let detail = ask(&world, &format!("accounts/{}/health", one["accountId"].as_str().unwrap()));
    assert_eq!(detail["disconnectReason"], one["disconnectReason"]);
    assert_eq!(detail["tokenStatus"]["valid"], false);
    assert_eq!(ask_at(&world, ServedVersions::Both, "accounts/64e1/health", NOW), Err(404));
}

#[test]
fn accounts_and_profiles_name_every_id_of_the_logs() {
    let world = Dataset::new(1, 2_000, 6);
    let accounts = ask(&world, "accounts")["accounts"].as_array().unwrap().clone();
    let profiles = ask(&world, "profiles")["profiles"].as_array().unwrap().clone();
    for account in &accounts {
        assert!(
            profiles.iter().any(|profile| profile["_id"] == account["profileId"]["_id"]
                && profile["name"] == account["profileId"]["name"])
        );
    }
    let (mut paged, mut cursor) = (Vec::new(), "0".to_owned());
    loop {
        let page = ask(&world, &format!("accounts?limit=50&cursor={cursor}"));
        paged.extend(page["accounts"].as_array().unwrap().iter().cloned());
        match page["pagination"]["nextCursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break,
        }
    }
    assert_eq!(paged, accounts);
    let lost = ask(&world, "accounts?status=disconnected")["accounts"].as_array().unwrap().clone();
    assert!(!lost.is_empty() && lost.iter().all(|account| account["needsReconnection"] == true));
    let old = ask_at(&world, ServedVersions::Late, "accounts", NOW).unwrap();
    assert!(old["accounts"][0]["profileId"].is_string() && old["accounts"][0].get("enabled").is_none());
}

#[test]
fn a_key_reads_the_groups_that_it_has() {
    let world = Dataset::new(1, 100, 6);
    let status = |key: &str, path: &str| {
        let (path, bearer) = (format!("/api/v1/{path}"), format!("Bearer {key}"));
        let ask = Ask { method: "GET", path: &path, query: "", authorization: Some(&bearer) };
        answer(&world, ServedVersions::Both, &ask, NOW, fault_injection::ResponseMutation::default())
            .err()
            .map_or(200, |refusal| refusal.status())
    };
    for (path, statuses) in [
        ("logs", [200, 403, 200]),
        ("accounts/health", [200, 200, 403]),
        ("billing", [200, 200, 403]),
        ("api-keys", [200, 403, 403]),
        ("auth/verify", [200, 200, 200]),
        ("changelog", [200, 200, 200]),
    ] {
        assert_eq!([KEY, RESTRICTED_KEY, PUBLISHING_KEY].map(|key| status(key, path)), statuses, "{path}");
    }
}
