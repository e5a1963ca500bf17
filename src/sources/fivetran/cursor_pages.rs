//! Reads lists that a cursor continues.

use crate::sources::api::client::retrying_client::RetryingClient;
use connlog_core::error::{Code, Error, Result};
use connlog_core::providers::endpoint::{ApiReply, PageRequest};
use connlog_core::providers::fivetran::rest::cursor_page;

/// The most pages of a list, which then has a million rows.
const MOST_PAGES: usize = 1_000;

/// The rows of a list.
pub(super) struct CursorList {
    /// The JSON texts of the rows, in the order of the pages.
    pub(super) items: Vec<String>,
    /// The requests that the account may still send in this hour, after the last page.
    pub(super) remaining: Option<u64>,
}

/// The result of reading a list that the account may not serve, or that the key may not read.
pub(super) enum ListAnswer {
    Rows(CursorList),
    /// The answer was an error, with the failure that it means.
    Refused(ApiReply, Error),
}

/// Reads all pages of a list. `request` returns the request for the page at a cursor.
///
/// # Errors
///
/// When a page cannot be read, and when a list does not end: a cursor repeats, or there are too many pages.
pub(super) async fn read_all(
    sender: &RetryingClient<'_>,
    request: impl Fn(Option<&str>) -> PageRequest,
) -> Result<CursorList> {
    match try_read_all(sender, request).await? {
        ListAnswer::Rows(list) => Ok(list),
        ListAnswer::Refused(_, fault) => Err(fault),
    }
}

/// Does the same, and returns the first answer with an error status.
pub(super) async fn try_read_all(
    sender: &RetryingClient<'_>,
    request: impl Fn(Option<&str>) -> PageRequest,
) -> Result<ListAnswer> {
    let (mut items, mut cursors) = (Vec::new(), Vec::<String>::new());
    loop {
        let request = request(cursors.last().map(String::as_str));
        let mut sent = sender.send(&request, |reply| cursor_page::read(&reply.body)).await?;
        let Some(page) = sent.read.take() else {
            let fault = sender.refusal(&request, &sent);
            return Ok(ListAnswer::Refused(sent.answer.reply, fault));
        };
        items.extend(page.items);
        match page.next {
            None => return Ok(ListAnswer::Rows(CursorList { items, remaining: sent.answer.rate.remaining })),
            Some(cursor) if cursors.contains(&cursor) => return Err(endless(&request, "repeats a cursor")),
            Some(_) if cursors.len() >= MOST_PAGES => return Err(endless(&request, "has more than 1,000 pages")),
            Some(cursor) => cursors.push(cursor),
        }
    }
}

/// Returns the error for a list without an end.
fn endless(request: &PageRequest, cause: &str) -> Error {
    Error::new(Code::Incomplete, "the list of the server does not end")
        .cause(format!("{} {cause}", request.path))
        .hint("try again; without an end of the list, connlog cannot know what is missing")
}
