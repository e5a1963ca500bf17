//! The meaning of each exit code and of each error code, for help and for the reference pages.

use crate::error::{Code, Exit};

impl Exit {
    /// Every exit code, in ascending order.
    pub const ALL: [Self; 13] = [
        Self::Done,
        Self::Internal,
        Self::Usage,
        Self::Config,
        Self::Auth,
        Self::NotFound,
        Self::Network,
        Self::RateLimited,
        Self::Incomplete,
        Self::GateFailed,
        Self::GateUndecided,
        Self::Interrupted,
        Self::Terminated,
    ];

    /// Returns what the exit code means, as Markdown.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "Done. Also when nothing matched, and when the reader of a pipe closed it",
            Self::Internal => "Internal error, or a file or stream that cannot be written",
            Self::Usage => "Usage error, or a value that the API rejected (400)",
            Self::Config => "A setting is missing or invalid",
            Self::Auth => "The key is missing, wrong or lacks a permission (401, 402, 403)",
            Self::NotFound => "The named object does not exist (404)",
            Self::Network => {
                "Network failure, time-out, server failure after all retries, or an answer that did not come from the API"
            }
            Self::RateLimited => "The rate limit lasts longer than `--max-wait`, on the first page",
            Self::Incomplete => {
                "Incomplete: a later page or a file could not be read, no value of the files is an entry, or `tail` lost \
                 entries. The entries before it are printed"
            }
            Self::GateFailed => "`check` failed",
            Self::GateUndecided => {
                "`check` is undecided: there are too few entries, an outcome or a time cannot be read, or the window starts \
                 before the retention of the API"
            }
            Self::Interrupted => "Interrupted (Ctrl-C). The entries read before it are printed",
            Self::Terminated => "Terminated. The entries read before it are printed",
        }
    }
}

impl Code {
    /// Returns when a run ends with this code, as Markdown.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Usage => "A flag or a value is wrong",
            Self::Config => "A file or a variable is wrong, or key and host do not belong together",
            Self::AuthMissing => "There is no key",
            Self::AuthInvalid => "The API rejects the key (401). The message says where the key came from",
            Self::Forbidden => "The key lacks a permission, or the account needs a payment (402, 403)",
            Self::NotFound => "The post, the sync, the route or the code for `explain` does not exist",
            Self::BadRequest => "The API rejected a value. The message names the parameter",
            Self::RateLimited => "429 for longer than `--max-wait`, on the first page",
            Self::Network => "No connection, an unknown host, a bad certificate, or a redirect to another host",
            Self::Timeout => "No answer within `--timeout`",
            Self::Server => "5xx after all retries, or an empty or broken body",
            Self::Incomplete => {
                "A page could not be read after other pages had been. `message` says why, `partial` says how to continue"
            }
            Self::Gap => "`tail`: entries are lost. `message` names the window",
            Self::RetentionExceeded => "`check` is undecided: the window starts before the retention of the API",
            Self::GateFailed => "`check` failed",
            Self::GateUndecided => {
                "`check` is undecided: there are too few entries, or an outcome or a time cannot be read"
            }
            Self::SchemaDrift => "The answer is not a page of log entries, for example a web page",
            Self::Io => "A file or stream cannot be read or written",
            Self::Internal => "A bug in connlog",
        }
    }
}
