//! Finds the reason of an error in a body, in any form of the API, a platform behind it, or a server in between.

use std::borrow::Cow;

use crate::escape::one_line;
use crate::json;
use crate::providers::retry_after::{self, RetryAfter, TimeUnit};
use crate::redact::{self, Reveal};

/// The maximum length of a quoted reason in characters.
const LONGEST: usize = 300;
/// Members that may contain the reason, the most specific first.
const REASONS: [&str; 10] =
    ["error", "message", "detail", "title", "error_description", "errors", "issues", "msg", "errorMessage", "reason"];
/// The maximum depth of nested objects that are searched.
const DEPTH: usize = 6;

/// The body of an answer that is not a page of entries.
pub(super) struct ErrorBody<'b> {
    text: &'b str,
    /// The members of a JSON object.
    members: Option<Vec<(Cow<'b, str>, &'b str)>>,
}

impl<'b> ErrorBody<'b> {
    pub(super) fn new(text: &'b str) -> Self {
        Self { text, members: json::members(text) }
    }

    /// Returns whether the body is JSON; all answers of the API are.
    pub(super) fn is_json(&self) -> bool {
        self.members.is_some() || json::elements(self.text).is_some()
    }

    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub(super) fn is_html(&self) -> bool {
        self.text.trim_start().starts_with('<')
    }

    fn member(&self, name: &str) -> Option<&'b str> {
        self.members.as_ref()?.iter().find(|(member, _)| member == name).map(|(_, value)| *value)
    }

    /// Returns a scalar member, escaped for output. It may be in the object `error`.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let inner = || ErrorBody::new(self.member("error")?).member(name);
        self.member(name).and_then(json::scalar).or_else(|| inner().and_then(json::scalar)).map(|text| shorten(&text))
    }

    /// Returns the first line of the reason with its code; `None` if the body has none.
    pub(super) fn stated_reason(&self) -> Option<String> {
        match (self.reason(), self.text("code").filter(|code| !code.is_empty())) {
            (Some(reason), Some(code)) if reason != code => Some(format!("{reason} ({code})")),
            (reason, code) => reason.or(code),
        }
    }

    /// Returns the first line of the reason.
    pub(super) fn reason(&self) -> Option<String> {
        let found = if self.is_json() {
            reason(self.text, DEPTH)
        } else if self.is_html() {
            heading(self.text).or_else(|| Some(strip_html(self.text)))
        } else {
            Some(Cow::Borrowed(self.text))
        };
        first_line(&found?).map(shorten)
    }

    /// Returns the parameters that the body names as invalid, in the forms of the API and of common validators: `param`, the
    /// keys of `fieldErrors`, or the `path` of each issue.
    pub(super) fn refused_parameters(&self) -> Vec<String> {
        let inner = ["error", "details"].into_iter().filter_map(|name| self.member(name)).map(ErrorBody::new);
        let bodies: Vec<ErrorBody<'_>> = std::iter::once(ErrorBody::new(self.text)).chain(inner).collect();
        let named = bodies.iter().flat_map(|body| ["param", "field"].into_iter().filter_map(|name| body.member(name)));
        let fields = bodies.iter().filter_map(|body| json::members(body.member("fieldErrors")?)).flatten();
        let lists = bodies.iter().flat_map(|body| {
            ["errors", "issues"].into_iter().filter_map(|name| body.member(name)).chain(std::iter::once(body.text))
        });
        let issues = lists.filter_map(json::elements).flatten();
        let paths = issues.filter_map(|issue| {
            let members = json::members(issue)?;
            path_of(members.into_iter().find(|(name, _)| name == "path")?.1)
        });
        let named = named.filter_map(json::scalar).map(Cow::into_owned);
        let fields = fields.map(|(name, _)| name.into_owned());
        let mut parameters: Vec<String> = named.chain(fields).chain(paths).collect();
        parameters.retain(|parameter| !parameter.is_empty());
        parameters
    }

    /// Returns the requested wait: from members of the body, of its `details` or its `error`, else from its text.
    pub(super) fn wait(&self) -> Option<RetryAfter> {
        let objects = ["details", "error", "data", "meta"].into_iter().filter_map(|name| self.member(name));
        let named = std::iter::once(self.text).chain(objects).find_map(|object| {
            json::members(object)?.into_iter().find_map(|(name, value)| {
                let unit = unit(&name)?;
                retry_after::read(&json::scalar(value)?, unit)
            })
        });
        named.or_else(|| retry_after::in_prose(&self.reason()?).map(RetryAfter::For))
    }
}

/// Returns the unit of a member that contains a wait; `None` for other members.
fn unit(name: &str) -> Option<TimeUnit> {
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
    Some(match &*name {
        "retryafter" | "retryafterseconds" | "retryaftersecs" | "retryaftersec" | "retryin" | "retryinseconds"
        | "waitseconds" | "secondstowait" | "retryat" | "resetat" | "resetsat" | "resetin" | "resetinseconds" => {
            TimeUnit::Seconds
        }
        "retryafterms" | "retryaftermillis" | "retryaftermilliseconds" | "retryinms" | "resetinms" | "waitms" => {
            TimeUnit::Milliseconds
        }
        _ => return None,
    })
}

/// Returns the reason in a JSON value: a text, a member of an object, or the first element of a list.
fn reason(value: &str, depth: usize) -> Option<Cow<'_, str>> {
    let depth = depth.checked_sub(1)?;
    match value.trim_start().as_bytes().first()? {
        b'{' => {
            let members = json::members(value)?;
            let found = REASONS.iter().find_map(|wanted| {
                let (_, value) = members.iter().find(|(name, _)| name == wanted)?;
                reason(value, depth)
            })?;
            // A list of issues names the value of each issue.
            let path = members.iter().find(|(name, _)| name == "path").and_then(|(_, path)| path_of(path));
            Some(path.map_or(found.clone(), |path| format!("{path}: {found}").into()))
        }
        b'[' => json::elements(value)?.into_iter().find_map(|element| reason(element, depth)),
        b'"' => json::scalar(value.trim()),
        _ => None,
    }
}

/// Returns the steps of a path: `days` or `filter.days`.
fn path_of(path: &str) -> Option<String> {
    let steps: Vec<_> = json::elements(path)?.into_iter().filter_map(json::scalar).collect();
    (!steps.is_empty()).then(|| steps.join("."))
}

/// Returns the title of an HTML page, else its first heading.
fn heading(html: &str) -> Option<Cow<'_, str>> {
    let lower = html.to_ascii_lowercase();
    ["title", "h1"].into_iter().find_map(|tag| {
        let open = lower.find(&format!("<{tag}"))?;
        let start = open + lower.get(open..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find("</")?;
        let text = html.get(start..end)?.trim();
        (!text.is_empty()).then_some(Cow::Borrowed(text))
    })
}

/// Returns the text of an HTML page without its tags.
fn strip_html(html: &str) -> Cow<'_, str> {
    let mut text = String::new();
    for piece in html.split('<') {
        text.push_str(piece.split_once('>').map_or("", |(_, text)| text));
        text.push(' ');
        if text.len() > LONGEST * 4 {
            break;
        }
    }
    text.trim().to_owned().into()
}

fn first_line(text: &str) -> Option<&str> {
    text.lines().map(str::trim).find(|line| !line.is_empty())
}

/// Escapes a text of the server for output and truncates it.
fn shorten(text: &str) -> String {
    let cut = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let mut shown = one_line(&redact::prose(cut, Reveal::default())).into_owned();
    if cut.len() < text.len() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use chrono::DateTime;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reasons_are_found_in_usual_bodies() {
        for (body, expected) in [
            (r#"{"error":"No"}"#, "No"),
            (r#"{"error":"No","code":"x_y"}"#, "No (x_y)"),
            (r#"{"error":{"message":"No","code":"x_y"}}"#, "No (x_y)"),
            (r#"{"error":{"issues":[{"path":["days"],"message":"Too many"}],"name":"ZodError"}}"#, "days: Too many"),
            (r#"{"message":"No"}"#, "No"),
            (r#"{"errors":[{"message":"No"},{"message":"Nor this"}]}"#, "No"),
            (r#"{"errors":["No"]}"#, "No"),
            (r#"{"issues":[{"path":["a","b"],"message":"No"}]}"#, "a.b: No"),
            (r#"{"type":"about:blank","title":"Gone","status":503}"#, "Gone"),
            (r#"{"title":"Gone","detail":"Back at noon"}"#, "Back at noon"),
            (r#"[{"message":"No"}]"#, "No"),
            (r#"{"code":"x_y"}"#, "x_y"),
            (r#"{"error":null,"message":"No"}"#, "No"),
            ("An error occurred\n\nFUNCTION_INVOCATION_TIMEOUT\n", "An error occurred"),
            ("<html><head><title>\n 502 Bad Gateway</title></head></html>", "502 Bad Gateway"),
            ("<html><body><h1 class=x>Down</h1></body></html>", "Down"),
            ("<html>proxy auth</html>", "proxy auth"),
        ] {
            assert_eq!(ErrorBody::new(body).stated_reason().as_deref(), Some(expected), "{body}");
        }
        for body in ["", " ", "{}", "[]", "<html></html>", r#"{"error":{}}"#, r#"{"error":true}"#, "null"] {
            assert_eq!(ErrorBody::new(body).stated_reason().filter(|said| said != "null"), None, "{body}");
        }
    }

    #[test]
    fn waits_are_found_in_usual_places() {
        let now = DateTime::from_timestamp(1_795_176_000, 0).unwrap();
        for (body, millis) in [
            (r#"{"details":{"retryAfterSeconds":2}}"#, Some(2_000)),
            (r#"{"retryAfterSeconds":2}"#, Some(2_000)),
            (r#"{"retry_after":"2"}"#, Some(2_000)),
            (r#"{"retryAfter":1.5}"#, Some(1_500)),
            (r#"{"retryAfterMs":1500}"#, Some(1_500)),
            (r#"{"retry_after_ms":"1500"}"#, Some(1_500)),
            (r#"{"error":{"message":"No","retry_after_seconds":3}}"#, Some(3_000)),
            (r#"{"details":{"resetAt":"2026-11-20T12:00:04Z"}}"#, Some(4_000)),
            (r#"{"error":"Rate limit reached. Retry in 3s."}"#, Some(3_000)),
            ("Too many requests, try again in 2 minutes", Some(120_000)),
            (r#"{"retryAfter":-5}"#, None),
            (r#"{"retryAfter":null,"error":"No"}"#, None),
            ("<html>", None),
        ] {
            assert_eq!(
                ErrorBody::new(body).wait().map(|wait| wait.from(now)),
                millis.map(Duration::from_millis),
                "{body}"
            );
        }
    }

    proptest! {
        #[test]
        fn any_body_is_survived_and_the_reason_is_one_line(body in "[<>{}\\[\\]\",:a-z\n\u{1b} ]{0,60}") {
            let said = ErrorBody::new(&body).stated_reason();
            let is_one_line = said.as_deref().is_none_or(|said| !said.contains('\n'));
            prop_assert!(is_one_line);
            ErrorBody::new(&body).wait();
        }
    }
}
