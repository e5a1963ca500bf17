//! The members of a row, consumed one by one while the schema is applied; the rest is kept.

use std::borrow::Cow;

use crate::json::{self, scanner};
use crate::record::Field;
use crate::record::block::MemberIndex;
use crate::record::schema_key::{FieldType, SchemaKey};
use crate::time::timestamp;

/// The members of a row that are not yet assigned.
pub(super) struct ZernioRow<'r> {
    members: Vec<(Cow<'r, str>, Option<&'r str>)>,
    /// The whole row, if it is not an object.
    alien: Option<&'r str>,
}

impl<'r> ZernioRow<'r> {
    pub(super) fn new(raw: &'r str) -> Self {
        match json::members(raw) {
            Some(members) => {
                Self { members: members.into_iter().map(|(name, value)| (name, Some(value))).collect(), alien: None }
            }
            None => Self { members: Vec::new(), alien: Some(raw) },
        }
    }

    /// Consumes the value of `name`. A `null` or empty member is consumed too, and counts as absent.
    pub(super) fn take_member(&mut self, name: &str) -> Option<&'r str> {
        let (_, value) = self.members.iter_mut().find(|(member, value)| member == name && value.is_some())?;
        value.take().filter(|value| !json::is_absent(value))
    }

    /// Returns the value of `name` without consuming it.
    pub(super) fn peek(&self, name: &str) -> Option<&'r str> {
        let (_, value) = self.members.iter().find(|(member, _)| member == name)?;
        value.filter(|value| !json::is_absent(value))
    }

    /// Returns the fields of the schema with the value that `value` returns for each key, then all other members. No
    /// key occurs twice.
    pub(super) fn lay(
        mut self,
        keys: &'static [SchemaKey],
        mut value: impl FnMut(&mut Self, &'static str) -> Option<Cow<'r, str>>,
    ) -> Vec<Field<'r>> {
        let mut fields = Vec::with_capacity(keys.len() + 6);
        let mut populated = PopulatedReference::default();
        for key in keys {
            let json = value(&mut self, key.name).and_then(|json| populated.form(key, json));
            fields.push(Field { name: Cow::Borrowed(key.name), json: json.unwrap_or(Cow::Borrowed("null")) });
        }
        if let Some(raw) = self.alien {
            fields.push(Field { name: Cow::Borrowed("value"), json: Cow::Borrowed(raw) });
        }
        for (name, value) in self.members {
            let Some(value) = value else { continue };
            match keys.iter().position(|key| key.name == name) {
                None => fields.push(Field { name, json: Cow::Borrowed(value) }),
                // A row may also have the key of the other version; the first value counts.
                Some(at) if fields[at].json == "null" && !json::is_absent(value) => {
                    let json = populated.form(&keys[at], Cow::Borrowed(value));
                    fields[at].json = json.unwrap_or(Cow::Borrowed("null"));
                }
                Some(_) => {}
            }
        }
        populated.add_to(&mut fields);
        fields
    }
}

/// Objects that a row has instead of ids.
#[derive(Default)]
struct PopulatedReference<'r> {
    post: Option<Cow<'r, str>>,
    account: Option<Cow<'r, str>>,
}

/// Keys of ids.
const IDS: [&str; 5] = ["id", "userId", "profileId", "accountId", "postId"];
/// Keys of an account's name, the most specific first.
const NAMES: [&str; 4] = ["username", "handle", "displayName", "name"];

impl<'r> PopulatedReference<'r> {
    /// Returns the value in the type of the schema: the id of an object, or an integer that is written as text.
    fn form(&mut self, key: &SchemaKey, json: Cow<'r, str>) -> Option<Cow<'r, str>> {
        match (&key.form, json.as_bytes().first()) {
            (FieldType::Integer, Some(b'"')) => match integer(&json) {
                Some(number) if key.name == "statusCode" && number == "0" => None,
                number => Some(number.map_or(json, Cow::Owned)),
            },
            // The status 0 means that there is none.
            (FieldType::Integer, Some(b'0')) if key.name == "statusCode" && json == "0" => None,
            (FieldType::Text, Some(b'{')) if IDS.contains(&key.name) => {
                let id = id(&json).map(|id| Cow::Owned(id.into_owned()));
                match key.name {
                    "postId" => self.post = Some(json),
                    "accountId" => self.account = Some(json),
                    _ => {}
                }
                id
            }
            (FieldType::Text, Some(b'0'..=b'9')) if IDS.contains(&key.name) => Some(Cow::Owned(json::quote(&json))),
            (FieldType::Time, Some(b'0'..=b'9' | b'-')) => {
                timestamp::text(&json).map(|text| Cow::Owned(text.into_owned()))
            }
            _ => Some(json),
        }
    }

    /// Adds the post itself, and the name of the account if the row has none.
    fn add_to(self, fields: &mut Vec<Field<'r>>) {
        if let Some(json) = self.post
            && !fields.iter().any(|field| field.name == "post")
        {
            fields.push(Field { name: Cow::Borrowed("post"), json });
        }
        let Some(account) = self.account else { return };
        let name = NAMES.iter().find_map(|name| scanner::member(&account, name).filter(|name| !json::is_absent(name)));
        let Some(name) = name.map(|name| Cow::Owned(name.to_owned())) else { return };
        match fields.iter_mut().find(|field| field.name == "accountUsername") {
            Some(field) if field.json == "null" => field.json = name,
            Some(_) => {}
            None => fields.push(Field { name: Cow::Borrowed("accountUsername"), json: name }),
        }
    }
}

/// Returns the id of an object, or the nested id that database exports contain.
fn id(object: &str) -> Option<Cow<'_, str>> {
    let mut value = object;
    for _ in 0..3 {
        let inner = ["_id", "id", "$oid"].iter().find_map(|name| scanner::member(value, name));
        value = inner.filter(|inner| !json::is_absent(inner))?;
        match value.as_bytes().first() {
            Some(b'{') => {}
            Some(b'0'..=b'9') => return Some(Cow::Owned(json::quote(value))),
            Some(b'"') => return Some(Cow::Borrowed(value)),
            _ => return None,
        }
    }
    None
}

/// Returns the integer in a JSON text; `None` if it is not an integer.
fn integer(text: &str) -> Option<String> {
    let text = json::string(text)?;
    let text = text.trim();
    if let Ok(number) = text.parse::<i64>() {
        return Some(number.to_string());
    }
    let number = text.parse::<f64>().ok().filter(|number| number.abs() < 1e15)?;
    Some(format!("{number:.0}"))
}

/// Returns a JSON object of the members that have a value; `None` if none has one.
pub(super) fn object<'r>(members: &[(&str, Option<&'r str>)]) -> Option<Cow<'r, str>> {
    let mut text = String::from("{");
    for (name, value) in members {
        if let Some(value) = value {
            if text.len() > 1 {
                text.push(',');
            }
            text.extend(["\"", name, "\":", value]);
        }
    }
    text.push('}');
    (text.len() > 2).then_some(Cow::Owned(text))
}

/// Returns the time of an entry under the row's own `key` without building the fields, because a window needs only
/// the time.
pub(super) fn moment<'r>(entry: &MemberIndex<'r>, name: &str, key: &str) -> Option<&'r str> {
    if name != "createdAt" {
        return None;
    }
    entry.early(key).filter(|value| value.starts_with('"') && !json::is_absent(value))
}
