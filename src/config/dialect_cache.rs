//! Remembers the API version ("dialect") of each base URL, so that the next run requests the right path first.
//!
//! Errors of this cache are ignored, because a run without it only needs one more request.

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

/// The most entries. Each demo server has another port and adds an entry.
const MAX_ENTRIES: usize = 100;
/// The most bytes of the file.
const MAX_BYTES: u64 = 1 << 20;
/// The age from which an entry is ignored, because the server may have a newer API version.
const MAX_AGE: TimeDelta = TimeDelta::days(7);

/// The cache file of one user.
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
        age.is_some_and(|age| TimeDelta::zero() <= age && age < MAX_AGE)
    }
}

type CachedDialects = BTreeMap<String, CachedDialect>;

impl DialectCache {
    /// Returns the cache in the cache folder of the user. Without such a folder, the cache stays empty.
    pub fn new(env: &Env) -> Self {
        Self(paths::cache(env).map(|folder| folder.join("dialects.json")))
    }

    /// Returns the API version of `base_url`, if a run detected it in the last 7 days.
    pub fn get(&self, base_url: &BaseUrl, now: DateTime<Utc>) -> Option<&'static ApiVersion> {
        let entries = read(self.0.as_deref()?);
        let entry = entries.get(&base_url.to_string())?;
        providers::dialect(&entry.dialect).filter(|_| entry.is_fresh(now))
    }

    /// Remembers that `base_url` had the API version `dialect` at `now`. A known version is not written again.
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
    state::read(path, MAX_BYTES).ok().flatten().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

fn drop_oldest(entries: &mut CachedDialects) {
    while entries.len() > MAX_ENTRIES {
        // An entry with an unreadable time sorts first.
        let oldest = entries.iter().min_by_key(|(_, entry)| time::instant(&entry.seen)).map(|(url, _)| url.clone());
        let Some(oldest) = oldest else { return };
        entries.remove(&oldest);
    }
}

/// Replaces the file atomically, because another run may read it at the same time.
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
        DialectCache::new(&Env::new([(crate::env::CACHE_HOME.into(), folder.into())]))
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
    fn other_users_cannot_read_the_cache() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        at(folder.path()).put(&base("https://a.example"), &LATE, noon());
        let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("connlog"), mode("connlog/dialects.json")), (0o700, 0o600));
    }

    #[test]
    fn an_entry_is_valid_for_a_week() {
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
        assert_eq!(read(dialects.0.as_deref().unwrap()).len(), MAX_ENTRIES);
        assert_eq!(dialects.get(&base("http://localhost:1005"), noon() + TimeDelta::hours(1)), None);
        assert_eq!(dialects.get(&base("http://localhost:1006"), noon() + TimeDelta::hours(1)), Some(&LATE));
    }

    #[test]
    fn a_broken_or_unwritable_cache_counts_as_empty() {
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
        DialectCache::new(&Env::default()).put(&base("https://a.example"), &LATE, noon());
    }
}
