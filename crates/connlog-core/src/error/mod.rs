//! The error type: what failed, why, and what to do, with the mapping to exit codes.
//!
//! Every user-visible failure is an [`Error`] with a [`Code`] of the contract. Codes are added, never renamed,
//! because scripts compare them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::time::Duration;

use serde::Serialize;

use crate::secret_registry::SecretRegistry;
use crate::wording::counted;

/// The class of a failure, as scripts see it in `error.code`. A closed set, additive only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The command line is wrong.
    Usage,
    /// A setting is missing or invalid.
    Config,
    /// No API key is configured.
    AuthMissing,
    /// The server rejected the key (401).
    AuthInvalid,
    /// The key lacks a permission (403).
    Forbidden,
    /// The named object does not exist (404).
    NotFound,
    /// The server rejected the request (400).
    BadRequest,
    /// The rate limit lasts longer than `--max-wait` (429).
    RateLimited,
    /// The connection failed.
    Network,
    /// The request timed out.
    Timeout,
    /// The server failed (5xx), or its answer is not one of the API.
    Server,
    /// Some records could not be read.
    Incomplete,
    /// `tail` could not close a gap.
    Gap,
    /// The window starts before the retention of the source.
    RetentionExceeded,
    /// `check` failed.
    GateFailed,
    /// `check` could not decide.
    GateUndecided,
    /// The answer does not have the expected structure.
    SchemaDrift,
    /// A file or stream could not be read or written.
    Io,
    /// A bug in connlog.
    Internal,
}

impl Code {
    /// Every code, in the order of the contract.
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

    /// Returns the exit code of a process that ends with this failure.
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

/// The exit codes. The numbers are a public contract; a test compares README's table with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: an internal error, or an I/O error.
    Internal,
    /// 2: wrong usage.
    Usage,
    /// 3: a configuration error.
    Config,
    /// 4: the key is missing, wrong or without permission.
    Auth,
    /// 5: the named object does not exist.
    NotFound,
    /// 6: a network, time-out or server error.
    Network,
    /// 7: rate limited for too long.
    RateLimited,
    /// 8: incomplete data.
    Incomplete,
    /// 10: `check` failed.
    GateFailed,
    /// 11: `check` could not decide.
    GateUndecided,
    /// 130: interrupted.
    Interrupted,
    /// 143: terminated.
    Terminated,
}

impl Exit {
    /// Returns the exit code as a number.
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

/// The HTTP request and response of a failure. It never contains the key, because URLs do not.
#[derive(Debug, Clone, Default)]
pub struct HttpContext {
    /// The HTTP status; `None` without a response.
    pub status: Option<u16>,
    /// The id of the request, as the server reported it.
    pub request_id: Option<String>,
    /// The method.
    pub method: &'static str,
    /// The URL.
    pub url: String,
    /// The number of requests for this page, including the failed one.
    pub attempts: u32,
    /// The wait that the server requested in its last answer.
    pub retry_after: Option<Duration>,
    /// Whether the same command may succeed later without a change.
    pub retryable: bool,
}

/// What was printed before a read failed, and how to resume.
#[derive(Debug, Clone, Serialize)]
pub struct PartialOutput {
    /// The number of printed records.
    pub records: u64,
    /// The flags that continue where this run ended, if that is possible.
    pub resume: Option<String>,
}

/// A place in user input that a failure refers to. Text output marks it with a caret.
#[derive(Debug, Clone)]
pub struct Excerpt {
    /// The whole input.
    pub text: String,
    /// The byte range in `text`; empty for a place between two characters or at the end.
    pub at: Range<usize>,
}

impl Excerpt {
    /// Returns the column of the place in characters, counted from 1.
    pub fn column(&self) -> usize {
        self.text.get(..self.at.start).map_or(0, |before| before.chars().count()) + 1
    }
}

/// A failure: what happened, why, and what to do.
#[derive(Debug)]
pub struct Error {
    /// The class of the failure.
    pub code: Code,
    /// What failed, in lower case and without a full stop; printed after `error:`.
    pub what: String,
    /// The place in user input, if the failure refers to one.
    pub excerpt: Option<Box<Excerpt>>,
    /// The underlying cause, in the words of the server or library.
    pub cause: Option<String>,
    /// What the user can do; printed after `try:`.
    pub hint: Option<String>,
    /// The HTTP request and response, if there was one.
    pub exchange: Option<Box<HttpContext>>,
    /// What was printed before the failure.
    pub partial: Option<Box<PartialOutput>>,
    /// Whether the server has no log of the requested kind. Commands skip a kind that the user did not name.
    pub lacks_log: bool,
}

impl Error {
    /// Returns a failure without cause and hint.
    pub fn new(code: Code, what: impl Into<String>) -> Self {
        Self {
            code,
            what: what.into(),
            excerpt: None,
            cause: None,
            hint: None,
            exchange: None,
            partial: None,
            lacks_log: false,
        }
    }

    /// Returns a failure of the command line.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Code::Usage, what)
    }

    /// Returns a failure of the environment or a settings file.
    pub fn config(what: impl Into<String>) -> Self {
        Self::new(Code::Config, what)
    }

    /// Sets the place in user input: the byte range `at` of `text`.
    #[must_use]
    pub fn excerpt(mut self, text: &str, at: Range<usize>) -> Self {
        self.excerpt = Some(Box::new(Excerpt { text: text.to_owned(), at }));
        self
    }

    /// Sets the cause.
    #[must_use]
    pub fn cause(mut self, cause: impl fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// Sets the hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Sets the HTTP request and response.
    #[must_use]
    pub fn exchange(mut self, exchange: HttpContext) -> Self {
        self.exchange = Some(Box::new(exchange));
        self
    }

    /// Sets the output that was printed before the failure.
    #[must_use]
    pub fn after(mut self, partial: PartialOutput) -> Self {
        self.cause = Some(match self.cause.take() {
            Some(cause) => format!("{}: {cause}", self.what),
            None => self.what.clone(),
        });
        self.what = match partial.records {
            0 => "the list is incomplete: reading failed before any record was printed".to_owned(),
            records => format!("the list is incomplete: it ends after {}", counted(records, "record")),
        };
        self.code = Code::Incomplete;
        if let Some(resume) = &partial.resume {
            self.hint = Some(format!("the rest: add {resume} to the same command"));
        }
        self.partial = Some(Box::new(partial));
        self
    }

    /// Replaces keys and passwords of this run in all texts, because a server may have repeated them.
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

    /// Returns whether the same command may succeed later without a change.
    fn retryable(&self) -> bool {
        match &self.exchange {
            Some(exchange) => exchange.retryable,
            None => matches!(self.code, Code::Network | Code::Timeout | Code::Server | Code::RateLimited),
        }
    }

    /// Returns the contract's JSON form on one line, without a line end.
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
        self.cause.iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}

impl std::error::Error for Error {}

/// A result whose error is [`Error`] by default.
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests;
