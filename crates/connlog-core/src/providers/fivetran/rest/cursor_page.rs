//! Pages of lists: `{"code", "message", "data": {"items": [...], "next_cursor"}}`.

use crate::json::{self, scanner};
use crate::providers::endpoint::ParseError;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CursorPage {
    /// The JSON texts of the items.
    pub items: Vec<String>,
    /// The cursor of the next page; `None` on the last one.
    pub next: Option<String>,
}

/// Reads a page from the body of an answer with status 200. An absent, null or empty cursor is the end of the list.
///
/// # Errors
///
/// Fails if the body is not a page.
pub fn read(body: &str) -> Result<CursorPage, ParseError> {
    let data = data(body)?;
    let items = scanner::member(data, "items").filter(|items| items.starts_with('['));
    let items = items.ok_or_else(|| ParseError::Alien("it has no list `data.items`".to_owned()))?;
    let next = scanner::member(data, "next_cursor").and_then(json::scalar).filter(|cursor| !cursor.is_empty());
    Ok(CursorPage {
        items: scanner::elements(items).map(str::to_owned).collect(),
        next: next.map(std::borrow::Cow::into_owned),
    })
}

/// Returns `data` of the body of an answer with status 200.
///
/// # Errors
///
/// Fails if the body is not an answer of the API.
pub fn data(body: &str) -> Result<&str, ParseError> {
    match body.trim_start().as_bytes().first() {
        None => return Err(ParseError::Empty),
        Some(b'<') => return Err(ParseError::Html),
        Some(_) => {}
    }
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(body) {
        return Err(ParseError::Cut(format!("it is not JSON at line {}, column {}", error.line(), error.column())));
    }
    if json::nests_too_deep(body) {
        return Err(ParseError::Deep);
    }
    let data = scanner::member(body, "data").filter(|data| data.starts_with('{'));
    data.ok_or_else(|| ParseError::Alien("it has no object `data`".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absent_null_or_empty_cursor_ends_the_list() {
        let page = |rest: &str| read(&format!(r#"{{"code":"Success","data":{{"items":[{{"id":"a"}}]{rest}}}}}"#));
        for end in ["", r#","next_cursor":null"#, r#","next_cursor":"""#] {
            assert_eq!(page(end), Ok(CursorPage { items: vec![r#"{"id":"a"}"#.to_owned()], next: None }), "{end}");
        }
        assert_eq!(page(r#","next_cursor":"eyJ9""#).unwrap().next.as_deref(), Some("eyJ9"));
    }

    #[test]
    fn a_body_without_a_list_is_no_page() {
        assert_eq!(read(""), Err(ParseError::Empty));
        assert_eq!(read("<html>"), Err(ParseError::Html));
        assert!(matches!(read(r#"{"data":{"items":["#), Err(ParseError::Cut(_))));
        assert!(matches!(read(r#"{"data":{}}"#), Err(ParseError::Alien(_))));
        assert!(matches!(read(r#"{"items":[]}"#), Err(ParseError::Alien(_))));
    }
}
