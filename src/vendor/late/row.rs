//! A row's members, taken one by one while the schema is laid over them; what nobody takes is kept.

use std::borrow::Cow;

use crate::record::schema::Key;
use crate::record::{Field, Outline, json};

/// The members of one row that are still to be placed.
pub(super) struct Row<'r> {
    members: Vec<(Cow<'r, str>, Option<&'r str>)>,
    /// The whole row, where it is no object.
    alien: Option<&'r str>,
}

impl<'r> Row<'r> {
    pub(super) fn new(raw: &'r str) -> Self {
        match json::members(raw) {
            Some(members) => {
                Self { members: members.into_iter().map(|(name, value)| (name, Some(value))).collect(), alien: None }
            }
            None => Self { members: Vec::new(), alien: Some(raw) },
        }
    }

    /// Takes the value of `name`. A member that is there but `null` or empty is taken too, and counts as absent.
    pub(super) fn take(&mut self, name: &str) -> Option<&'r str> {
        let (_, value) = self.members.iter_mut().find(|(member, value)| member == name && value.is_some())?;
        value.take().filter(|value| !json::is_absent(value))
    }

    /// The value of `name`, left in its place.
    pub(super) fn peek(&self, name: &str) -> Option<&'r str> {
        let (_, value) = self.members.iter().find(|(member, _)| member == name)?;
        value.filter(|value| !json::is_absent(value))
    }

    /// The schema's fields with what `value` finds for each key, then everything that was not taken.
    pub(super) fn lay(
        mut self,
        keys: &'static [Key],
        mut value: impl FnMut(&mut Self, &'static str) -> Option<Cow<'r, str>>,
    ) -> Vec<Field<'r>> {
        let mut fields = Vec::with_capacity(keys.len() + 6);
        for key in keys {
            let json = value(&mut self, key.name).unwrap_or(Cow::Borrowed("null"));
            fields.push(Field { name: Cow::Borrowed(key.name), json });
        }
        if let Some(raw) = self.alien {
            fields.push(Field { name: Cow::Borrowed("value"), json: Cow::Borrowed(raw) });
        }
        let rest = self.members.into_iter().filter_map(|(name, value)| Some((name, value?)));
        fields.extend(rest.map(|(name, value)| Field { name, json: Cow::Borrowed(value) }));
        fields
    }
}

/// A JSON object of the members that have a value; `None` if none has.
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

/// The moment an entry happened, under the row's own `key`, without laying the row: it is all that a window asks for.
pub(super) fn moment<'r>(entry: &Outline<'r>, name: &str, key: &str) -> Option<&'r str> {
    if name != "createdAt" {
        return None;
    }
    entry.early(key).filter(|value| value.starts_with('"') && !json::is_absent(value))
}
