//! What the API says about a post itself: the answer of `/v1/posts/{id}`, beside the log.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::redact::{self, Reveal};
use crate::time;

/// A post, as the API has it now.
#[derive(Debug, Clone, Default)]
pub struct PostResult {
    /// The id of the post.
    pub id: String,
    /// The status of the whole post.
    pub status: Option<String>,
    /// The first line of its text.
    pub content: Option<String>,
    /// When it was planned to go out.
    pub scheduled: Option<DateTime<Utc>>,
    /// When it was created.
    pub created: Option<DateTime<Utc>>,
    /// When it last changed.
    pub updated: Option<DateTime<Utc>>,
    /// What became of it on each account.
    pub targets: Vec<PostTarget>,
}

/// What became of a post on one account.
#[derive(Debug, Clone, Default)]
pub struct PostTarget {
    /// The platform.
    pub platform: Option<String>,
    /// The id of the account.
    pub account: Option<String>,
    /// The name of the account.
    pub name: Option<String>,
    /// Its status: pending, published, failed and others.
    pub status: Option<String>,
    /// The address of the published post.
    pub link: Option<String>,
    /// The platform's id of the post.
    pub platform_post: Option<String>,
    /// When it was published.
    pub published: Option<DateTime<Utc>>,
    /// Why it failed, or what it waits for.
    pub message: Option<String>,
    /// The category of the failure.
    pub category: Option<String>,
    /// The number of attempts.
    pub attempts: Option<u64>,
}

impl PostTarget {
    /// Returns a name for the account: platform and name, else its id.
    pub fn label(&self) -> String {
        let name = self.name.as_deref().or(self.account.as_deref()).unwrap_or("an unknown account");
        match &self.platform {
            Some(platform) => format!("{platform} {name}"),
            None => name.to_owned(),
        }
    }

    /// Whether it was published.
    pub fn is_published(&self) -> bool {
        self.status.as_deref() == Some("published")
    }

    /// Whether it failed.
    pub fn is_failed(&self) -> bool {
        self.status.as_deref() == Some("failed")
    }
}

impl PostResult {
    /// Reads the body of an answer; `None` if it has no post. Texts are redacted as `reveal` says.
    pub fn from_body(body: &str, reveal: Reveal) -> Option<Self> {
        let document: Value = serde_json::from_str(body).ok()?;
        let post = document.get("post").or_else(|| document.pointer("/data/post")).unwrap_or(&document);
        let id = text(post, "_id").or_else(|| text(post, "id"))?;
        let targets = post.get("platforms").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let content = text(post, "content").and_then(|content| {
            content.lines().map(str::trim).find(|line| !line.is_empty()).map(|line| redact::prose(line, reveal))
        });
        Some(Self {
            id,
            status: text(post, "status"),
            content,
            scheduled: moment(post, "scheduledFor"),
            created: moment(post, "createdAt"),
            updated: moment(post, "updatedAt"),
            targets: targets.iter().map(|target| read_target(target, reveal)).collect(),
        })
    }
}

fn read_target(target: &Value, reveal: Reveal) -> PostTarget {
    // An id, or the account as an object.
    let account = target.get("accountId").unwrap_or(&Value::Null);
    let name = text(account, "username").or_else(|| text(account, "displayName"));
    PostTarget {
        platform: text(target, "platform"),
        account: account.as_str().map(str::to_owned).or_else(|| text(account, "_id")),
        name: name.map(|name| redact::prose(name.trim_start_matches('@'), reveal)),
        status: text(target, "status"),
        link: text(target, "platformPostUrl"),
        platform_post: text(target, "platformPostId"),
        published: moment(target, "publishedAt"),
        message: text(target, "errorMessage").map(|message| redact::prose(&message, reveal)),
        category: text(target, "errorCategory"),
        attempts: target.get("publishAttempts").and_then(Value::as_u64),
    }
}

/// Returns a text that is neither absent nor empty.
fn text(object: &Value, name: &str) -> Option<String> {
    object.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn moment(object: &Value, name: &str) -> Option<DateTime<Utc>> {
    text(object, name).and_then(|text| time::instant(&text))
}
