//! Which dialect a base URL spoke last time, so that the next run asks the right route first.
//!
//! A cache: nothing is lost with it, so every failure here is passed over in silence.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::base_url::BaseUrl;
use super::paths;
use crate::env::Env;
use crate::file_access::state;
use connlog_core::providers;
use connlog_core::providers::endpoint::ApiVersion;
use connlog_core::time::{self, Zone};

/// Entries kept: demo servers come and go on ports of their own.
const MOST: usize = 100;
/// Bytes of the file that are read at most.
const LARGEST: u64 = 1 << 20;
/// A server is asked again after so long: one that spoke the old dialect may have learnt the present one.
const KEPT: TimeDelta = TimeDelta::days(7);

/// The remembered dialects of one user.
#[derive(Debug, Clone)]
pub struct DialectCache(Option<PathBuf>);

#[derive(Debug, Serialize, Deserialize)]
struct CachedDialect {
    dialect: String,
    seen: String,
}

impl CachedDialect {
    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        let age = time::instant(&self.seen).map(|seen| now - seen);
        age.is_some_and(|age| TimeDelta::zero() <= age && age < KEPT)
    }
}

type CachedDialects = BTreeMap<String, CachedDialect>;

impl DialectCache {
    /// The cache below the user's cache folder; without one, nothing is remembered. Reads nothing yet.
    pub fn at(env: &Env) -> Self {
        Self(paths::cache(env).map(|folder| folder.join("dialects.json")))
    }

    /// The dialect that `base_url` was found to speak, unless that is so long ago that it may have learnt another.
    pub fn get(&self, base_url: &BaseUrl, now: DateTime<Utc>) -> Option<&'static ApiVersion> {
        let entries = read(self.0.as_deref()?);
        let entry = entries.get(&base_url.to_string())?;
        providers::dialect(&entry.dialect).filter(|_| entry.is_fresh(now))
    }

    /// Remembers that `base_url` spoke `dialect` at `now`. What is already known is not written again.
    pub fn put(&self, base_url: &BaseUrl, dialect: &ApiVersion, now: DateTime<Utc>) {
        let Some(path) = self.0.as_deref() else { return };
        let mut entries = read(path);
        let known = |entry: &CachedDialect| entry.dialect == dialect.name && entry.is_fresh(now);
        if entries.get(&base_url.to_string()).is_some_and(known) {
            return;
        }
        let entry = CachedDialect { dialect: dialect.name.to_owned(), seen: Zone::Utc.rfc3339(now) };
        entries.insert(base_url.to_string(), entry);
        drop_oldest(&mut entries);
        drop(write(path, &entries));
    }
}

fn read(path: &Path) -> CachedDialects {
    state::read(path, LARGEST).ok().flatten().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

fn drop_oldest(entries: &mut CachedDialects) {
    while entries.len() > MOST {
        // An unreadable time sorts first, so it goes first.
        let oldest = entries.iter().min_by_key(|(_, entry)| time::instant(&entry.seen)).map(|(url, _)| url.clone());
        let Some(oldest) = oldest else { return };
        entries.remove(&oldest);
    }
}

/// Replaces the file in one step, so that a run beside this one never reads half of it.
fn write(path: &Path, entries: &CachedDialects) -> io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    state::create_folder(folder)?;
    let mut text = serde_json::to_vec_pretty(entries)?;
    text.push(b'\n');
    state::replace(path, &text)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use connlog_core::providers::zernio::{LATE, ZERNIO};

    fn at(folder: &Path) -> DialectCache {
        DialectCache::at(&Env::new([(crate::env::CACHE_HOME.into(), folder.into())]))
    }

    fn base(text: &str) -> BaseUrl {
        BaseUrl::parse(text, false).unwrap()
    }

    fn noon() -> DateTime<Utc> {
        time::instant("2026-11-21T12:00:00Z").unwrap()
    }

    #[test]
    fn a_dialect_is_remembered_for_its_base_url_alone() {
        let folder = tempfile::tempdir().unwrap();
        let dialects = at(folder.path());
        assert_eq!(dialects.get(&base("https://a.example"), noon()), None);
        dialects.put(&base("https://a.example/v1/"), &LATE, noon());
        dialects.put(&base("http://localhost:7"), &ZERNIO, noon());
        assert_eq!(dialects.get(&base("https://a.example"), noon()), Some(&LATE));
        assert_eq!(dialects.get(&base("http://localhost:7"), noon()), Some(&ZERNIO));
        assert_eq!(dialects.get(&base("https://b.example"), noon()), None);
        dialects.put(&base("https://a.example"), &ZERNIO, noon());
        assert_eq!(at(folder.path()).get(&base("https://a.example"), noon()), Some(&ZERNIO));
        let names: Vec<_> =
            fs::read_dir(folder.path().join("connlog")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["dialects.json"], "no draft is left behind");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        at(folder.path()).put(&base("https://a.example"), &LATE, noon());
        let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("connlog"), mode("connlog/dialects.json")), (0o700, 0o600));
    }

    #[test]
    fn what_is_known_is_kept_for_a_week_and_then_found_out_anew() {
        let folder = tempfile::tempdir().unwrap();
        let dialects = at(folder.path());
        let seen = || read(dialects.0.as_deref().unwrap())["https://a.example"].seen.clone();
        let put = |hours| dialects.put(&base("https://a.example"), &LATE, noon() + TimeDelta::hours(hours));
        put(0);
        put(167);
        assert_eq!(seen(), "2026-11-21T12:00:00Z");
        let known = |hours| dialects.get(&base("https://a.example"), noon() + TimeDelta::hours(hours));
        assert_eq!((known(167), known(168)), (Some(&LATE), None));
        put(168);
        assert_eq!(seen(), "2026-11-28T12:00:00Z");
        put(0);
        assert_eq!(seen(), "2026-11-21T12:00:00Z", "a clock that was set back does not freeze the entry");
    }

    #[test]
    fn the_newest_hundred_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let dialects = at(folder.path());
        for port in 1..=105_u16 {
            let now = noon() + TimeDelta::seconds(i64::from(port));
            dialects.put(&base(&format!("http://localhost:{}", 1000 + port)), &LATE, now);
        }
        assert_eq!(read(dialects.0.as_deref().unwrap()).len(), MOST);
        assert_eq!(dialects.get(&base("http://localhost:1005"), noon() + TimeDelta::hours(1)), None);
        assert_eq!(dialects.get(&base("http://localhost:1006"), noon() + TimeDelta::hours(1)), Some(&LATE));
    }

    #[test]
    fn a_broken_or_unwritable_cache_is_no_cache() {
        let folder = tempfile::tempdir().unwrap();
        let dialects = at(folder.path());
        fs::create_dir(folder.path().join("connlog")).unwrap();
        fs::write(folder.path().join("connlog/dialects.json"), "{\"https://a.example\": {").unwrap();
        assert_eq!(dialects.get(&base("https://a.example"), noon()), None);
        dialects.put(&base("https://a.example"), &LATE, noon());
        assert_eq!(dialects.get(&base("https://a.example"), noon()), Some(&LATE));

        let blocked = folder.path().join("file");
        fs::write(&blocked, "").unwrap();
        at(&blocked).put(&base("https://a.example"), &LATE, noon());
        assert_eq!(at(&blocked).get(&base("https://a.example"), noon()), None);
        DialectCache::at(&Env::default()).put(&base("https://a.example"), &LATE, noon());
    }
}
