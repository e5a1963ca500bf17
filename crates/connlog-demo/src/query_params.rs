//! The parameters of a request: percent-decoded, looked up by name, checked against what they may hold.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate};

use super::error_responses::ErrorResponse;

/// The decoded parameters of a query string, in its order.
#[derive(Debug)]
pub(super) struct Params(Vec<(String, String)>);

impl Params {
    pub(super) fn read(query: &str) -> Self {
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self(
            pairs
                .map(|pair| {
                    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                    (decode(name), decode(value))
                })
                .collect(),
        )
    }

    /// The value of `name`, the first one if it is repeated.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The names of all parameters.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// Every value of `name`.
    pub(super) fn values<'p>(&'p self, name: &str) -> impl Iterator<Item = &'p str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The value of `name` or of its older `alias`.
    pub(super) fn either(&self, name: &str, alias: &str) -> Option<&str> {
        self.get(name).or_else(|| self.get(alias))
    }

    /// Refuses the first of `names` that stands there without a value.
    pub(super) fn none_empty(&self, names: &[&'static str]) -> Result<(), ErrorResponse> {
        match names.iter().find(|name| self.get(name) == Some("")) {
            Some(name) => Err(ErrorResponse::BadValue(name)),
            None => Ok(()),
        }
    }

    /// The number `name` holds, within `range`, or `default`.
    pub(super) fn number(
        &self,
        name: &'static str,
        range: RangeInclusive<u64>,
        default: u64,
    ) -> Result<u64, ErrorResponse> {
        match self.get(name) {
            None => Ok(default),
            Some(text) => {
                text.parse().ok().filter(|number| range.contains(number)).ok_or(ErrorResponse::BadValue(name))
            }
        }
    }

    /// What `name` stands for in `table`; nothing for `all` or when it is absent.
    pub(super) fn choice<T: Copy>(&self, name: &'static str, table: &[(&str, T)]) -> Result<Option<T>, ErrorResponse> {
        match self.get(name) {
            None | Some("all") => Ok(None),
            Some(text) => match table.iter().find(|(word, _)| *word == text) {
                Some((_, meaning)) => Ok(Some(*meaning)),
                None => Err(ErrorResponse::BadValue(name)),
            },
        }
    }

    /// The same for parameters that have no `all`.
    pub(super) fn choice_without_all<T: Copy>(
        &self,
        name: &'static str,
        table: &[(&str, T)],
    ) -> Result<Option<T>, ErrorResponse> {
        if self.get(name) == Some("all") { Err(ErrorResponse::BadValue(name)) } else { self.choice(name, table) }
    }

    /// The moment `name` holds, in nanoseconds since 1970.
    pub(super) fn moment(&self, name: &'static str) -> Result<Option<u128>, ErrorResponse> {
        let Some(text) = self.get(name) else { return Ok(None) };
        let date = || text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0).map(|time| time.and_utc());
        let moment = DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc()).or_else(date);
        let moment = moment.ok_or(ErrorResponse::BadValue(name))?;
        let seconds = u128::try_from(moment.timestamp()).unwrap_or(0);
        Ok(Some(seconds * 1_000_000_000 + u128::from(moment.timestamp_subsec_nanos())))
    }
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => match (digit(*high), digit(*low)) {
                (Some(high), Some(low)) => {
                    bytes.push(high << 4 | low);
                    rest = after;
                }
                _ => bytes.push(b'%'),
            },
            _ => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_decoded_and_the_first_counts() {
        let params = Params::read("search=token%20expired+%26%20m%C3%B6re&days=7&days=8&x&bad=%zz%4");
        assert_eq!(params.get("search"), Some("token expired & möre"));
        assert_eq!(params.number("days", 1..=7, 7), Ok(7));
        assert_eq!((params.get("x"), params.get("bad"), params.get("y")), (Some(""), Some("%zz%4"), None));
        assert_eq!(params.number("x", 0..=9, 1), Err(ErrorResponse::BadValue("x")));
    }

    #[test]
    fn moments_keep_their_offsets_and_fractions() {
        let params = Params::read("a=1970-01-01T01:00:01.5%2B01:00&b=1970-01-02&c=soon");
        assert_eq!(params.moment("a"), Ok(Some(1_500_000_000)));
        assert_eq!(params.moment("b"), Ok(Some(86_400_000_000_000)));
        assert_eq!(params.moment("c"), Err(ErrorResponse::BadValue("c")));
    }
}
