//! The rules that turn the health of an account into a state: a table, of which the first row that holds decides.
//!
//! The state `ok` needs proof. An account with a missing or unreadable field is `unknown`.

use std::borrow::Cow;

use super::health_fields::AccountHealth;
use crate::record::account_state::AccountState;
use crate::time::timestamp;

/// The state of an account with its reason.
#[derive(Debug)]
pub(super) struct Judgement<'r> {
    pub(super) state: AccountState,
    pub(super) reason: Option<Cow<'r, str>>,
    /// When the state began, as JSON text.
    pub(super) since: Option<&'r str>,
    pub(super) needs_action: Option<bool>,
    /// A fact that does not change the state.
    pub(super) note: Option<Cow<'r, str>>,
}

/// One row of the table.
struct StateRule {
    state: AccountState,
    needs_action: Option<bool>,
    /// Returns the reason if the rule holds.
    holds: for<'r> fn(&AccountHealth<'r>) -> Option<Reason<'r>>,
}

/// Why a rule holds. An account may be in a state without a stated reason.
type Reason<'r> = Option<Cow<'r, str>>;

/// The table. Its order decides.
static RULES: [StateRule; 10] = [
    // The account was removed on purpose, or by a change of plan.
    StateRule {
        state: AccountState::Disconnected,
        needs_action: Some(false),
        holds: |account| {
            let is_intended = account.disconnection_type.as_deref() == Some("intentional");
            (is_intended && account.is_disconnected())
                .then(|| Some(account.disconnect_reason.clone().unwrap_or(Cow::Borrowed("disconnected on purpose"))))
        },
    },
    // The platform refuses the account, or its token is invalid.
    StateRule {
        state: AccountState::Disconnected,
        needs_action: Some(true),
        holds: |account| account.is_disconnected().then(|| Some(account.disconnect_text())),
    },
    StateRule {
        state: AccountState::Failing,
        needs_action: Some(true),
        holds: |account| {
            let missing =
                account.missing_permissions.first().map(|first| Cow::Owned(format!("permission {first} is missing")));
            let unnamed = || Cow::Borrowed("the account cannot publish posts");
            (account.can_post == Some(false))
                .then(|| Some(missing.or_else(|| account.first_issue()).unwrap_or_else(unnamed)))
        },
    },
    // The API calls the account broken, and no other field says why.
    StateRule {
        state: AccountState::Failing,
        needs_action: Some(true),
        holds: |account| {
            let unnamed = || Cow::Borrowed("the API reports an error without a reason");
            (account.status.as_deref() == Some("error")).then(|| Some(account.first_issue().unwrap_or_else(unnamed)))
        },
    },
    // The platform or the API limits posts for a while.
    StateRule {
        state: AccountState::Warning,
        needs_action: Some(false),
        holds: |account| {
            let until = account.rate_limited_until?;
            let is_over = account.checked_at.is_some_and(|now| until <= now);
            (!is_over).then(|| Some(Cow::Owned(format!("posts are refused until {}", utc(until)))))
        },
    },
    StateRule {
        state: AccountState::Unknown,
        needs_action: None,
        holds: |account| Some(Some(Cow::Owned(account.missing_field()?))),
    },
    StateRule {
        state: AccountState::Warning,
        needs_action: Some(true),
        holds: |account| {
            let restriction = account.restriction.as_ref()?;
            if restriction.paused_until.zip(account.checked_at).is_some_and(|(until, now)| until <= now) {
                return None;
            }
            let why = restriction.message.as_deref().unwrap_or("the platform gave no reason");
            let until = restriction.paused_until.map_or_else(String::new, |until| format!(" until {}", utc(until)));
            Some(Some(Cow::Owned(format!("messages are restricted{until}: {why}"))))
        },
    },
    StateRule {
        state: AccountState::Warning,
        needs_action: Some(true),
        holds: |account| {
            let first = account.missing_permissions.first()?;
            Some(Some(Cow::Owned(format!("permission {first} is missing"))))
        },
    },
    // A warning about anything but analytics.
    StateRule {
        state: AccountState::Warning,
        needs_action: None,
        holds: |account| {
            if account.status.as_deref() != Some("warning") {
                return None;
            }
            let other = account.issues.iter().find(|issue| !is_about_analytics(issue));
            match other {
                Some(issue) => Some(Some(issue.clone())),
                None if account.analytics_note().is_some() || !account.issues.is_empty() => None,
                None => Some(Some(Cow::Borrowed("the API reports a warning without a reason"))),
            }
        },
    },
    StateRule { state: AccountState::Ok, needs_action: Some(false), holds: |_| Some(None) },
];

/// Returns the state of an account. Trouble with analytics is a note, because it does not affect posts.
pub(super) fn judge<'r>(account: &AccountHealth<'r>) -> Judgement<'r> {
    let found = RULES.iter().find_map(|rule| Some((rule, (rule.holds)(account)?)));
    let (state, needs_action, reason) = match found {
        Some((rule, reason)) => (rule.state, rule.needs_action, reason),
        None => (AccountState::Unknown, None, None),
    };
    let restricted = account.restriction.as_ref().filter(|_| state == AccountState::Warning);
    let since = match state {
        AccountState::Ok => None,
        _ => account.unhealthy_since.or_else(|| restricted?.first_seen),
    };
    Judgement { state, reason, since, needs_action, note: account.analytics_note() }
}

fn utc(instant: chrono::DateTime<chrono::Utc>) -> String {
    timestamp::quoted(instant).trim_matches('"').to_owned()
}

/// Returns whether an issue is about analytics, which posts do not need.
pub(super) fn is_about_analytics(issue: &str) -> bool {
    let issue = issue.to_ascii_lowercase();
    ["analytic", "insight"].iter().any(|word| issue.contains(word))
}

impl<'r> AccountHealth<'r> {
    fn is_disconnected(&self) -> bool {
        self.needs_reconnect == Some(true) || self.is_token_valid == Some(false) || self.is_active == Some(false)
    }

    /// Returns why the account is disconnected: the stated reason, else the first issue, else the field that says so.
    fn disconnect_text(&self) -> Cow<'r, str> {
        let field = || match (self.needs_reconnect, self.is_token_valid) {
            (Some(true), _) => "the account must be reconnected",
            (_, Some(false)) => "the token is not valid",
            _ => "the account is not active",
        };
        self.disconnect_reason.clone().or_else(|| self.first_issue()).unwrap_or_else(|| Cow::Borrowed(field()))
    }

    /// Returns the first issue that is not about analytics, else the first issue.
    fn first_issue(&self) -> Option<Cow<'r, str>> {
        let other = self.issues.iter().find(|issue| !is_about_analytics(issue));
        other.or_else(|| self.issues.first()).cloned()
    }

    /// Returns which field is missing or unreadable, so that the state cannot be `ok`.
    fn missing_field(&self) -> Option<String> {
        let status = self.status.as_deref().filter(|status| matches!(*status, "healthy" | "warning"));
        let fields = [
            ("needsReconnect", self.needs_reconnect.is_none()),
            ("tokenValid", self.is_token_valid.is_none()),
            ("canPost", self.can_post.is_none()),
            ("status", status.is_none()),
        ];
        let missing: Vec<&str> = fields.into_iter().filter(|(_, missing)| *missing).map(|(name, _)| name).collect();
        let verb = if missing.len() == 1 { "is" } else { "are" };
        (!missing.is_empty()).then(|| format!("{} {verb} missing or unreadable", missing.join(", ")))
    }

    /// Returns the sentence about analytics that do not work; `None` if they work or are not known to fail.
    fn analytics_note(&self) -> Option<Cow<'r, str>> {
        match self.analytics_sync.as_deref() {
            Some("failing") => Some(Cow::Borrowed("the sync of analytics is failing")),
            Some("stalled") => Some(Cow::Borrowed("the sync of analytics has stalled")),
            // Platforms without analytics have this value too, and stay healthy.
            _ => (self.can_fetch_analytics == Some(false) && self.status.as_deref() == Some("warning"))
                .then_some(Cow::Borrowed("analytics cannot be read")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::account_health::STATE;
    use crate::record::Record;

    const HEALTHY: &str = r#""accountId":"a","platform":"x","username":"n","status":"healthy","needsReconnect":false,"tokenValid":true,"canPost":true"#;

    /// The state, whether a person must act, and the reason of a row with these members after the healthy ones. Of
    /// equal keys the last one counts here.
    fn judged(members: &str) -> String {
        let mut row: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&format!("{{{HEALTHY}}}")).unwrap();
        let changes: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&format!("{{{members}}}")).unwrap();
        for (key, value) in changes {
            if value == "-" { drop(row.remove(&key)) } else { drop(row.insert(key, value)) }
        }
        let record = Record::from_text(serde_json::Value::Object(row).to_string(), &STATE);
        let view = record.view();
        let text = |name| view.text(name).unwrap_or_default().into_owned();
        format!("{} {} {}", text("state"), text("needsAction"), text("reason")).trim().to_owned()
    }

    #[test]
    fn each_rule_has_a_story_and_a_counter_example() {
        for (members, expected) in [
            ("", "ok false"),
            (
                r#""needsReconnect":true,"disconnectReason":"Token expired","disconnectionType":"unintentional""#,
                "disconnected true Token expired",
            ),
            (
                r#""needsReconnect":true,"disconnectReason":"Removed","disconnectionType":"intentional""#,
                "disconnected false Removed",
            ),
            (r#""disconnectionType":"intentional""#, "ok false"),
            (r#""tokenValid":false"#, "disconnected true the token is not valid"),
            (r#""tokenValid":false,"issues":["Token revoked"]"#, "disconnected true Token revoked"),
            (r#""isActive":false"#, "disconnected true the account is not active"),
            (r#""canPost":false"#, "failing true the account cannot publish posts"),
            (r#""canPost":false,"issues":["Missing posting scopes"]"#, "failing true Missing posting scopes"),
            (
                r#""canPost":"-","permissions":{"canPost":false,"missingRequired":["w_member"]}"#,
                "failing true permission w_member is missing",
            ),
            (r#""status":"error""#, "failing true the API reports an error without a reason"),
            (
                r#""rateLimitedUntil":"2026-11-29T13:00:00Z""#,
                "warning false posts are refused until 2026-11-29T13:00:00Z",
            ),
            (r#""rateLimitedUntil":null"#, "ok false"),
            (
                r#""messagingRestriction":{"message":"Spam","firstSeenAt":"2026-11-29T13:00:00Z"}"#,
                "warning true messages are restricted: Spam",
            ),
            (r#""messagingRestriction":null"#, "ok false"),
            (r#""status":"warning","issues":["Token expires soon"]"#, "warning  Token expires soon"),
            (r#""status":"warning""#, "warning  the API reports a warning without a reason"),
            (
                r#""status":"warning","issues":["Analytics sync failing"],"analyticsSync":{"status":"failing"}"#,
                "ok false",
            ),
            (r#""status":"warning","canFetchAnalytics":false"#, "ok false"),
        ] {
            assert_eq!(judged(members), expected, "{members}");
        }
    }

    #[test]
    fn a_missing_or_unreadable_field_is_never_ok() {
        for (members, field) in [
            (r#""needsReconnect":"-""#, "needsReconnect is"),
            (r#""needsReconnect":"perhaps""#, "needsReconnect is"),
            (r#""tokenValid":null"#, "tokenValid is"),
            (r#""canPost":{}"#, "canPost is"),
            (r#""canPost":null,"tokenValid":"-""#, "tokenValid, canPost are"),
            (r#""status":"excellent""#, "status is"),
        ] {
            assert_eq!(judged(members), format!("unknown  {field} missing or unreadable"), "{members}");
        }
        assert_eq!(judged(r#""needsReconnect":"False","canPost":"TRUE""#), "ok false");
    }
}
