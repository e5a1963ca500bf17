//! Names of accounts and profiles that the API told, kept for an hour.
//!
//! A cache: nothing is lost with it, so every failure here is passed over in silence.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::base_url::BaseUrl;
use super::paths;
use crate::env::Env;
use crate::file_access::state;
use connlog_core::providers::endpoint::IdNames;
use connlog_core::time::{self, Zone};

/// The number of pairs of a server and a key that are kept.
const MOST: usize = 20;
/// The maximum size of the file in bytes.
const LARGEST: u64 = 16 << 20;
/// How long names are kept.
const KEPT: TimeDelta = TimeDelta::hours(1);

/// The cached names of one server and one key.
#[derive(Debug, Clone)]
pub(crate) struct NamesCache {
    path: Option<PathBuf>,
    /// Identifies the server and the key. A key must not see the names of another one.
    owner: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct CachedNames {
    names: IdNames,
    seen: String,
}

/// By owner, then by route.
type CacheFile = BTreeMap<String, BTreeMap<String, CachedNames>>;

impl CachedNames {
    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        let age = time::instant(&self.seen).map(|seen| now - seen);
        age.is_some_and(|age| TimeDelta::zero() <= age && age < KEPT)
    }
}

impl NamesCache {
    /// The cache below the user's cache folder; without one, nothing is kept. Reads nothing yet.
    pub(crate) fn new(env: &Env, base_url: &BaseUrl, key: &str) -> Self {
        let digest = Sha256::digest(format!("{base_url}\n{key}"));
        let owner = STANDARD.encode(digest);
        Self { path: paths::cache(env).map(|folder| folder.join("names.json")), owner }
    }

    /// Returns the names of `route` unless they are older than an hour.
    pub(crate) fn get(&self, route: &str, now: DateTime<Utc>) -> Option<IdNames> {
        let mut file = read(self.path.as_deref()?);
        let cached = file.get_mut(&self.owner)?.remove(route)?;
        cached.is_fresh(now).then_some(cached.names)
    }

    /// Keeps the names of `route`.
    pub(crate) fn put(&self, route: &str, names: &IdNames, now: DateTime<Utc>) {
        let Some(path) = self.path.as_deref() else { return };
        let mut file = read(path);
        for routes in file.values_mut() {
            routes.retain(|_, cached| cached.is_fresh(now));
        }
        file.retain(|_, routes| !routes.is_empty());
        while file.len() >= MOST {
            file.pop_first();
        }
        let cached = CachedNames { names: names.clone(), seen: Zone::Utc.rfc3339(now) };
        file.entry(self.owner.clone()).or_default().insert(route.to_owned(), cached);
        drop(write(path, &file));
    }
}

fn read(path: &Path) -> CacheFile {
    state::read(path, LARGEST).ok().flatten().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

/// Replaces the file in one step. Only the user can read it.
fn write(path: &Path, file: &CacheFile) -> std::io::Result<()> {
    let Some(folder) = path.parent() else { return Ok(()) };
    state::create_folder(folder)?;
    let mut text = serde_json::to_vec(file)?;
    text.push(b'\n');
    state::replace(path, &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache(folder: &Path, key: &str) -> NamesCache {
        let env = Env::new([("XDG_CACHE_HOME".into(), folder.into())]);
        NamesCache::new(&env, &BaseUrl::parse("https://zernio.com/api", false).unwrap(), key)
    }

    #[test]
    fn names_last_an_hour_and_belong_to_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let names = IdNames::from([("id".to_owned(), "acme".to_owned())]);
        cache(folder.path(), "one").put("/v1/accounts", &names, now);
        let get = |key, later| cache(folder.path(), key).get("/v1/accounts", now + later);
        assert_eq!(get("one", TimeDelta::minutes(59)), Some(names));
        assert_eq!(get("one", TimeDelta::hours(1)), None);
        assert_eq!(get("two", TimeDelta::zero()), None);
        assert_eq!(cache(folder.path(), "one").get("/v1/profiles", now), None);
        let path = folder.path().join("connlog/names.json");
        assert!(!std::fs::read_to_string(&path).unwrap().contains("one"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
