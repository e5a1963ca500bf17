//! What went wrong, why, and what to do about it; and the one mapping from there to exit codes.
//!
//! Every failure a person can meet is a [`Error`] with a [`Code`] of the contract's closed set. Codes are added, never
//! renamed: scripts branch on them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::time::Duration;

use serde::Serialize;

use crate::secret_registry::SecretRegistry;
use crate::wording::counted;

/// The kind of a failure, as scripts see it in `error.code`. Closed set, additive only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    Usage,
    Config,
    AuthMissing,
    AuthInvalid,
    Forbidden,
    NotFound,
    BadRequest,
    RateLimited,
    Network,
    Timeout,
    Server,
    Incomplete,
    Gap,
    RetentionExceeded,
    GateFailed,
    GateUndecided,
    SchemaDrift,
    Io,
    Internal,
}

impl Code {
    /// Every code, in the order the contract lists them.
    pub const ALL: [Self; 19] = [
        Self::Usage,
        Self::Config,
        Self::AuthMissing,
        Self::AuthInvalid,
        Self::Forbidden,
        Self::NotFound,
        Self::BadRequest,
        Self::RateLimited,
        Self::Network,
        Self::Timeout,
        Self::Server,
        Self::Incomplete,
        Self::Gap,
        Self::RetentionExceeded,
        Self::GateFailed,
        Self::GateUndecided,
        Self::SchemaDrift,
        Self::Io,
        Self::Internal,
    ];

    /// The process exit code this failure ends with.
    pub const fn exit(self) -> Exit {
        match self {
            Self::Usage | Self::BadRequest => Exit::Usage,
            Self::Config => Exit::Config,
            Self::AuthMissing | Self::AuthInvalid | Self::Forbidden => Exit::Auth,
            Self::NotFound => Exit::NotFound,
            Self::RateLimited => Exit::RateLimited,
            Self::Network | Self::Timeout | Self::Server | Self::SchemaDrift => Exit::Network,
            Self::Incomplete | Self::Gap => Exit::Incomplete,
            Self::GateFailed => Exit::GateFailed,
            Self::RetentionExceeded | Self::GateUndecided => Exit::GateUndecided,
            Self::Io | Self::Internal => Exit::Internal,
        }
    }
}

/// How the process ends. The numbers are a public contract; README's table is pinned to them by a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done,
    Internal,
    Usage,
    Config,
    Auth,
    NotFound,
    Network,
    RateLimited,
    Incomplete,
    GateFailed,
    GateUndecided,
    Interrupted,
    Terminated,
}

impl Exit {
    pub const fn number(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Internal => 1,
            Self::Usage => 2,
            Self::Config => 3,
            Self::Auth => 4,
            Self::NotFound => 5,
            Self::Network => 6,
            Self::RateLimited => 7,
            Self::Incomplete => 8,
            Self::GateFailed => 10,
            Self::GateUndecided => 11,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

/// The HTTP exchange a failure came from. Never holds the key: URLs carry none.
#[derive(Debug, Clone, Default)]
pub struct HttpContext {
    pub status: Option<u16>,
    pub request_id: Option<String>,
    pub method: &'static str,
    pub url: String,
    /// Requests made for this page, the failed one included.
    pub attempts: u32,
    /// The wait the server asked for with its last answer.
    pub retry_after: Option<Duration>,
    /// Whether the same command may succeed later without a change.
    pub retryable: bool,
}

/// What was already printed when a read broke off, and how to go on from there.
#[derive(Debug, Clone, Serialize)]
pub struct PartialOutput {
    pub records: u64,
    /// Flags that continue where this run ended, if there is such a place.
    pub resume: Option<String>,
}

/// The place in a text that was typed, which a failure is about. People get it with a caret below.
#[derive(Debug, Clone)]
pub struct Excerpt {
    pub text: String,
    /// Bytes of `text`; empty for a place between two characters, or at the end.
    pub at: Range<usize>,
}

impl Excerpt {
    /// The column of the place, counted in characters from 1.
    pub fn column(&self) -> usize {
        self.text.get(..self.at.start).map_or(0, |before| before.chars().count()) + 1
    }
}

/// One failure: what happened, why, what to do.
#[derive(Debug)]
pub struct Error {
    pub code: Code,
    /// What did not happen, in lower case and without a full stop: it follows `error:`.
    pub what: String,
    /// The place in a text that it is about.
    pub excerpt: Option<Box<Excerpt>>,
    /// Why, as whoever refused says it.
    pub cause: Option<String>,
    /// What the user can do; it follows `try:`.
    pub hint: Option<String>,
    /// The request and the answer it comes from.
    pub exchange: Option<Box<HttpContext>>,
    /// What had come out before.
    pub partial: Option<Box<PartialOutput>>,
}

impl Error {
    /// A failure of which no more is known than what did not happen.
    pub fn new(code: Code, what: impl Into<String>) -> Self {
        Self { code, what: what.into(), excerpt: None, cause: None, hint: None, exchange: None, partial: None }
    }

    /// The command line is wrong.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Code::Usage, what)
    }

    /// The environment or a file of settings is wrong.
    pub fn config(what: impl Into<String>) -> Self {
        Self::new(Code::Config, what)
    }

    /// The failure is about the bytes `at` of `text`.
    #[must_use]
    pub fn excerpt(mut self, text: &str, at: Range<usize>) -> Self {
        self.excerpt = Some(Box::new(Excerpt { text: text.to_owned(), at }));
        self
    }

    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    #[must_use]
    pub fn exchange(mut self, exchange: HttpContext) -> Self {
        self.exchange = Some(Box::new(exchange));
        self
    }

    /// The same failure, met after `partial.records` records were already printed.
    #[must_use]
    pub fn after(mut self, partial: PartialOutput) -> Self {
        self.cause = Some(match self.cause.take() {
            Some(cause) => format!("{}: {cause}", self.what),
            None => self.what.clone(),
        });
        self.what = match partial.records {
            0 => "the list is incomplete: a page failed before any record was printed".to_owned(),
            records => format!("the list is incomplete: it ends after {}", counted(records, "record")),
        };
        self.code = Code::Incomplete;
        if let Some(resume) = &partial.resume {
            self.hint = Some(format!("the rest: add {resume} to the same command"));
        }
        self.partial = Some(Box::new(partial));
        self
    }

    /// The same failure without the keys and passwords of this run, which a server may have repeated.
    #[must_use]
    pub fn hide(mut self, secrets: &SecretRegistry) -> Self {
        let hide = |text: &mut String| {
            if let Cow::Owned(hidden) = secrets.hide(text) {
                *text = hidden;
            }
        };
        hide(&mut self.what);
        self.cause.iter_mut().chain(&mut self.hint).for_each(hide);
        self
    }

    /// Whether the same command may succeed later without a change.
    fn retryable(&self) -> bool {
        match &self.exchange {
            Some(exchange) => exchange.retryable,
            None => matches!(self.code, Code::Network | Code::Timeout | Code::Server | Code::RateLimited),
        }
    }

    /// The contract's one-line JSON form, without a line end.
    pub fn to_json(&self) -> String {
        let exchange = self.exchange.as_deref();
        serde_json::json!({ "error": {
            "code": self.code,
            "message": self.to_string(),
            "exit_code": self.code.exit().number(),
            "hint": self.hint,
            "http_status": exchange.and_then(|e| e.status),
            "request_id": exchange.and_then(|e| e.request_id.as_deref()),
            "method": exchange.map(|e| e.method),
            "url": exchange.map(|e| e.url.as_str()),
            "attempts": exchange.map(|e| e.attempts),
            "retry_after_s": exchange.and_then(|e| e.retry_after).map(|wait| wait.as_secs()),
            "retryable": self.retryable(),
            "partial": self.partial,
        }})
        .to_string()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        if let Some(excerpt) = &self.excerpt {
            write!(f, " at column {}", excerpt.column())?;
        }
        match &self.cause {
            Some(cause) => write!(f, ": {cause}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_ends_with_the_number_the_contract_gives_it() {
        let pinned: Vec<(String, u8)> = Code::ALL
            .iter()
            .map(|code| (serde_json::to_value(code).unwrap().to_string(), code.exit().number()))
            .collect();
        let expected = [
            ("usage", 2),
            ("config", 3),
            ("auth_missing", 4),
            ("auth_invalid", 4),
            ("forbidden", 4),
            ("not_found", 5),
            ("bad_request", 2),
            ("rate_limited", 7),
            ("network", 6),
            ("timeout", 6),
            ("server", 6),
            ("incomplete", 8),
            ("gap", 8),
            ("retention_exceeded", 11),
            ("gate_failed", 10),
            ("gate_undecided", 11),
            ("schema_drift", 6),
            ("io", 1),
            ("internal", 1),
        ];
        let expected: Vec<(String, u8)> =
            expected.iter().map(|(code, number)| (format!("\"{code}\""), *number)).collect();
        assert_eq!(pinned, expected);
    }
}
