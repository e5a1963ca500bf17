//! The JSON around an event: `{"event", "data", "created", ...}`, as connections, log services and webhooks write it.
//! Read in one pass without copies.

use std::borrow::Cow;

use chrono::{DateTime, Datelike as _, Utc};

use super::event_catalog::{self, CatalogEvent};
use super::severity::{self, Severity, SeverityRating, SeveritySigns};
use super::{broken_status, lifecycle};
use crate::json;
use crate::json::scanner::MemberSpan;
use crate::record::EntryFacts;
use crate::record::block::MemberIndex;
use crate::record::semantics::{Outcome, SyncStatus};
use crate::time;

/// The known members of an event as JSON text; `None` if missing, `null` or empty.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Envelope<'r> {
    pub(super) event: Option<&'r str>,
    pub(super) created: Option<&'r str>,
    /// The value of the first `created`, also if it is absent.
    own_time: Option<&'r str>,
    pub(super) data: Option<&'r str>,
    pub(super) sync_id: Option<&'r str>,
    pub(super) exception_id: Option<&'r str>,
    pub(super) connector_type: Option<&'r str>,
    connection_id: Option<&'r str>,
    connection_name: Option<&'r str>,
    /// The connection id under the name that Fivetran used until May 2025.
    connector_id: Option<&'r str>,
    connector_name: Option<&'r str>,
    /// The id of the row in a LOG table.
    pub(super) id: Option<&'r str>,
    /// The level of the row in a LOG table, or of a service that keeps Fivetran's level.
    pub(super) level: Option<&'r str>,
}

impl<'r> Envelope<'r> {
    pub(super) fn read(raw: &'r str) -> Self {
        Self::read_members(&MemberIndex::scan(raw))
    }

    pub(super) fn read_members(entry: &MemberIndex<'r>) -> Self {
        Self::read_places(entry.raw(), entry.places())
    }

    /// Reads an entry whose members are at these positions.
    pub(super) fn read_places(raw: &'r str, places: &[MemberSpan]) -> Self {
        let mut envelope = Self::default();
        for place in places {
            envelope.add(place.key_bytes(raw), place.value(raw));
        }
        envelope
    }

    /// Reads only the members that decide severity, group and stages, which every entry needs.
    pub(super) fn signs(entry: &MemberIndex<'r>) -> Self {
        let mut envelope = Self::default();
        if let Some(keys) = entry.keys() {
            let value = |number| entry.noted_value(number);
            let present = |number| value(number).filter(|value| !json::is_absent(value));
            envelope.event = present(keys.name);
            envelope.created = present(keys.time);
            envelope.own_time = value(keys.time);
            envelope.data = present(keys.data);
            envelope.level = value(keys.level);
            envelope.exception_id = present(keys.exception);
            return envelope;
        }
        for place in entry.places() {
            let key = place.key_bytes(entry.raw());
            if matches!(
                key,
                b"event" | b"data" | b"level" | b"exception_id" | b"exceptionId" | b"created" | b"createdAt"
            ) {
                envelope.add(key, place.value(entry.raw()));
            }
        }
        envelope
    }

    fn add(&mut self, key: &[u8], value: &'r str) {
        if key == b"created" && self.own_time.is_none() {
            self.own_time = Some(value);
        }
        let Some(part) = self.part(key).filter(|part| part.is_none()) else { return };
        // An empty level counts as unreadable, not as missing.
        *part = Some(value).filter(|value| key == b"level" || !json::is_absent(value));
    }

    fn part(&mut self, key: &[u8]) -> Option<&mut Option<&'r str>> {
        // Comparing bytes compiles to a decision tree; comparing text to a sequence of comparisons.
        Some(match key {
            b"event" => &mut self.event,
            // The second names are those of connlog's own schema.
            b"created" | b"createdAt" => &mut self.created,
            b"data" => &mut self.data,
            b"sync_id" | b"syncId" => &mut self.sync_id,
            b"exception_id" | b"exceptionId" => &mut self.exception_id,
            b"connector_type" | b"connection_type" | b"connectorType" => &mut self.connector_type,
            b"connection_id" | b"connectionId" => &mut self.connection_id,
            b"connection_name" | b"connectionName" => &mut self.connection_name,
            b"connector_id" => &mut self.connector_id,
            b"connector_name" => &mut self.connector_name,
            b"id" => &mut self.id,
            b"level" => &mut self.level,
            _ => return None,
        })
    }

    /// Returns whether the schema has a field for this member, so that it is not kept under its own name. A
    /// connector's id or name that differs from the connection's is kept.
    pub(super) fn is_placed(&self, key: &str, value: &str) -> bool {
        match key {
            "connector_id" => self.connection_id() == Some(value) || json::is_absent(value),
            "connector_name" => self.connection_name() == Some(value) || json::is_absent(value),
            "level" => false,
            _ => Self::default().part(key.as_bytes()).is_some(),
        }
    }

    pub(super) fn connection_id(&self) -> Option<&'r str> {
        self.connection_id.or(self.connector_id)
    }

    pub(super) fn connection_name(&self) -> Option<&'r str> {
        self.connection_name.or(self.connector_name)
    }

    /// Returns the time of the event.
    pub(super) fn moment(&self) -> Option<DateTime<Utc>> {
        self.created.and_then(json::scalar).and_then(|text| time::instant(&text))
    }

    /// Returns the catalogue entry of the event.
    pub(super) fn known(&self) -> Option<&'static CatalogEvent> {
        self.event.and_then(json::scalar).and_then(|name| event_catalog::find(&name))
    }

    /// Returns the group as JSON.
    pub(super) fn group(&self) -> &'static str {
        match self.known() {
            Some(event) => event.group.json(),
            None => "\"unknown\"",
        }
    }

    /// Returns the severity, and whether it was readable.
    pub(super) fn rating(&self) -> SeverityRating {
        let name = self.event.and_then(json::scalar);
        let event = name.as_deref().and_then(event_catalog::find);
        let data = self.data().filter(|_| event.is_none_or(|event| event.by_data));
        severity::rate(&SeveritySigns {
            event,
            name: name.as_deref(),
            data: data.as_deref(),
            level: self.level,
            exception: self.exception_id.is_some(),
            is_old: event.is_some_and(|event| event.name == "sync_end")
                && data.as_deref().is_none_or(broken_status::is_nothing)
                && self.is_old(),
        })
    }

    /// Returns how a sync ended: the worse of data and level.
    pub(super) fn sync_status(&self) -> SyncStatus {
        let SeverityRating { severity, readable } = self.rating();
        if severity == Severity::Failure {
            return SyncStatus::Failed;
        }
        if !readable {
            return SyncStatus::Unknown;
        }
        // Without data, only an old end of a sync is readable.
        severity::sync_status(self.data().as_deref().unwrap_or_default(), true)
    }

    /// Returns whether the event is from before December 2021. Then ends of syncs had no data and reported successes
    /// only.
    fn is_old(&self) -> bool {
        self.moment().is_some_and(|at| (2012..2022).contains(&at.year()))
    }

    /// Returns the stages as a JSON array.
    pub(super) fn stages(&self) -> &'static str {
        self.known().map_or("[]", |event| lifecycle::stages_json(event, self.data().as_deref()))
    }

    /// Returns the data as an object. LOG tables contain it as JSON in a string, sometimes encoded twice.
    pub(super) fn data(&self) -> Option<Cow<'r, str>> {
        let data = self.data?;
        if data.starts_with('"') {
            Some(unpacked(data).unwrap_or(Cow::Borrowed(data)))
        } else {
            Some(Cow::Borrowed(data))
        }
    }
}

/// Returns how an event counts.
pub(super) fn facts<'r>(entry: &MemberIndex<'r>) -> EntryFacts<'r> {
    if let Some(facts) = facts_by_name(entry) {
        return facts;
    }
    let signs = Envelope::signs(entry);
    let SeverityRating { severity, readable } = signs.rating();
    // Unreadable events have at least severity `warning`.
    let is_unknown = severity == Severity::Warning && !readable;
    EntryFacts { outcome: if is_unknown { Outcome::Unknown } else { severity.outcome() }, time: signs.own_time }
}

/// Returns how an event counts if its name alone decides, as for most events.
fn facts_by_name<'r>(entry: &MemberIndex<'r>) -> Option<EntryFacts<'r>> {
    let keys = entry.keys()?;
    let is_routine = entry.noted_value(keys.level).is_none_or(|level| level == "\"INFO\"");
    if !is_routine || keys.exception.index().is_some() {
        return None;
    }
    let name = entry.noted_value(keys.name)?.strip_prefix('"')?.strip_suffix('"')?;
    // A name with escapes is not found here.
    let event = event_catalog::find(name).filter(|event| !event.by_data)?;
    Some(EntryFacts { outcome: event.severity.outcome(), time: entry.noted_value(keys.time) })
}

/// Returns how an event counts that connlog printed: by its severity. A warning may mean that a part was unreadable, so the
/// parts are rated again.
pub(crate) fn printed_facts<'r>(entry: &MemberIndex<'r>) -> EntryFacts<'r> {
    let outcome = match entry.member("severity").and_then(json::scalar).as_deref() {
        Some("failure") => Outcome::Bad,
        Some("warning") if !Envelope::signs(entry).rating().readable => Outcome::Unknown,
        Some("warning") => Outcome::Warned,
        Some("ok") => Outcome::Good,
        Some("info") => Outcome::Routine,
        _ => Outcome::Unknown,
    };
    EntryFacts { outcome, time: entry.member("createdAt") }
}

/// Returns the object in a JSON string, also if it is encoded twice.
pub(super) fn unpacked(data: &str) -> Option<Cow<'static, str>> {
    let mut text = json::string(data)?.into_owned();
    if text.trim_start().starts_with('"') {
        text = json::string(text.trim())?.into_owned();
    }
    let object = text.trim();
    let whole = object.starts_with('{') && serde_json::from_str::<serde::de::IgnoredAny>(object).is_ok();
    (whole && !json::exceeds_depth(object)).then(|| Cow::Owned(object.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::scanner;
    use crate::record::block::KeyMembers;

    #[test]
    fn a_printed_event_counts_by_its_severity() {
        for (severity, expected) in
            [("failure", Outcome::Bad), ("ok", Outcome::Good), ("info", Outcome::Routine), ("odd", Outcome::Unknown)]
        {
            let event = format!(r#"{{"event":"sync_start","severity":"{severity}","data":{{}}}}"#);
            let places: Vec<_> = scanner::places(&event).collect();
            let members = MemberIndex::new(&event, &places, KeyMembers::default());
            assert_eq!(printed_facts(&members).outcome, expected, "{severity}");
        }
    }
}
