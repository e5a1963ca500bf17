//! Flags that name files, streams or a database to read instead of an API.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use chrono::DateTime;
use clap::Args;

use super::api::ApiProvider;
use super::kinds::KindWord;
use super::pattern::{self, Matches};
use crate::archive::location::ArchiveLocation;
use crate::sources::adbc::location as adbc_location;
use crate::sources::postgres::location;
use crate::sources::postgres::location::{FIVETRAN, Location};
use connlog_core::error::{Code, Error, Result};
use connlog_core::time::{self, Zone};

const HEADING: &str = "Source";

// Not doc comments: rustdoc would require angle brackets around the URLs, and help would show them.
const FROM: &str = "Source to read: files, stdin (`-`), a database, an archive or `fivetran:`";
const FROM_LONG: &str = "Source to read, not a time (see --since): files (JSON, NDJSON, CSV, Parquet, also gzip or zstd), stdin (`-`), a database \
                         (postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE), a warehouse through its ADBC driver \
                         (snowflake://USER@ACCOUNT/DATABASE, bigquery://PROJECT/DATASET, databricks://HOST/HTTP-PATH, \
                         duckdb:FILE, adbc:DRIVER), an archive (archive, sqlite:PATH, \
                         clickhouse://USER@HOST/DATABASE), or \
                         Fivetran's API (fivetran:). Accepts several files, folders and patterns such as 'logs/*.json.gz'";

/// Files, streams and databases.
#[derive(Debug, Clone, Default, Args)]
pub struct FromArgs {
    #[arg(long, value_name = "FILE", num_args = 1.., global = true, help_heading = HEADING, help = FROM,
        long_help = FROM_LONG)]
    pub from: Vec<String>,

    /// With --from: exit with 8 if a value is invalid
    #[arg(long, global = true, help_heading = HEADING)]
    pub strict: bool,

    /// With --from: keep repeated entries
    #[arg(long, global = true, help_heading = HEADING)]
    pub keep_repeats: bool,

    /// With a database: the schema [default: detected]
    #[arg(long, value_name = "NAME", global = true, help_heading = HEADING)]
    pub schema: Option<String>,
}

/// One input to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputSpec {
    Stdin,
    File(PathBuf),
}

impl FromArgs {
    /// Returns whether `--from` names Fivetran's API.
    ///
    /// # Errors
    ///
    /// A usage error for the API together with other inputs.
    pub fn is_fivetran(&self) -> Result<bool> {
        match self.from.iter().filter(|typed| *typed == FIVETRAN).count() {
            0 => Ok(false),
            1 if self.from.len() == 1 => Ok(true),
            _ => Err(Error::usage("Fivetran's API cannot be combined with other inputs")
                .cause(format!("--from names {FIVETRAN} and another input"))
                .hint(format!("name only {FIVETRAN}, and run the command once more for the other input"))),
        }
    }

    /// Returns the inputs of a run that uses `provider`, where nothing names an input: a context or `--provider` for
    /// Fivetran has the same effect as `--from fivetran:`.
    #[must_use]
    pub fn with_provider(mut self, provider: ApiProvider) -> Self {
        if self.from.is_empty() && provider == ApiProvider::Fivetran {
            self.from.push(FIVETRAN.to_owned());
        }
        self
    }

    /// Returns a usage error if `--provider` names another API than `--from`, or if `--from` names files or tables.
    pub fn check_provider(&self, provider: Option<ApiProvider>) -> Result<()> {
        let Some(provider) = provider.filter(|_| !self.from.is_empty()) else { return Ok(()) };
        if self.is_fivetran()? && provider == ApiProvider::Fivetran {
            return Ok(());
        }
        Err(Error::usage(format!("--provider {} cannot be used with this --from", provider.name()))
            .cause("--provider chooses an API, and --from names another input")
            .hint("leave out --provider or --from"))
    }

    /// Returns the address of the database, if `--from` names one. Returns a usage error for an invalid address, and for a
    /// database together with other inputs.
    pub fn database(&self) -> Result<Option<Location>> {
        let mut found = None;
        for typed in self.from.iter().filter(|typed| !adbc_location::accepts(typed)) {
            if ArchiveLocation::parse(typed)?.is_none() {
                found = Location::parse(typed)?.or(found);
            }
        }
        match (found, &self.schema) {
            (Some(_), _) if self.from.len() > 1 => Err(Error::usage("a database cannot be combined with other inputs")
                .cause("--from names a database and another input")
                .hint("name only the database")),
            (None, Some(_)) => {
                Err(Error::usage("--schema requires a database")
                    .hint("name one with --from postgres://USER@HOST/DATABASE"))
            }
            (location, _) => Ok(location),
        }
    }

    /// Returns the address of a database that is read through a driver, if `--from` names one.
    ///
    /// # Errors
    ///
    /// A usage error for such a database together with other inputs.
    pub(crate) fn warehouse(&self) -> Result<Option<&str>> {
        let found = self.from.iter().find(|typed| adbc_location::accepts(typed));
        match found {
            Some(_) if self.from.len() > 1 => Err(Error::usage("a database cannot be combined with other inputs")
                .cause("--from names a database and another input")
                .hint("name only the database")),
            found => Ok(found.map(String::as_str)),
        }
    }

    /// Rejects a time in `--from`, which other tools use for the start of the window, unless a file of that name exists.
    pub fn reject_times(&self) -> Result<()> {
        let is_time = |text: &str| time::moment(text, DateTime::UNIX_EPOCH, Zone::Utc).is_ok();
        match self.from.iter().find(|typed| is_time(typed) && !Path::new(typed).exists()) {
            Some(typed) => Err(Error::usage(format!("there is no file `{typed}`"))
                .cause("--from names a source: files, stdin (`-`), a database or an archive")
                .hint(format!("--since '{typed}' sets the start of the window"))),
            None => Ok(()),
        }
    }

    /// Returns the archive, if `--from` names one. Returns a usage error for an archive together with other inputs.
    pub fn archive(&self) -> Result<Option<ArchiveLocation>> {
        let found = self.from.iter().find_map(|typed| ArchiveLocation::parse_source(typed).transpose());
        match found.transpose()? {
            Some(_) if self.from.len() > 1 => Err(Error::usage("an archive cannot be combined with other inputs")
                .cause("--from names an archive and another input")
                .hint("name only the archive")),
            found => Ok(found),
        }
    }

    /// Returns the archive of a source that accepted the flags.
    pub(crate) fn archive_or_fault(&self) -> Result<ArchiveLocation> {
        self.archive()?.ok_or_else(|| Error::new(Code::Internal, "cannot open an archive: --from names none"))
    }

    /// Rejects a KIND after `--from`, unless a file of that name exists. `--from` takes all words up to the next flag.
    pub fn reject_kind_words(&self) -> Result<()> {
        let is_kind = |typed: &&String| KindWord::parse(typed).is_some() && !Path::new(typed).exists();
        // The first value is always a file, because `tail` waits for files that do not exist yet.
        let mut words = self.from.iter();
        match words.next().zip(words.find(is_kind)) {
            Some((first, word)) => Err(Error::usage(format!("there is no file `{word}`"))
                .cause(format!("`{word}` was read as a file because --from takes several values"))
                .hint(format!("put the KIND before --from: {word} --from {}", location::printed(first)))),
            None => Ok(()),
        }
    }

    /// Returns the inputs in order; patterns and folders become their files, sorted by name. Unreadable inputs are returned
    /// as a list of errors, or as the error if there is only one input.
    pub fn places(&self) -> Result<(Vec<InputSpec>, Vec<Error>)> {
        let (mut inputs, mut faults) = (Vec::new(), Vec::new());
        for typed in &self.from {
            match typed.as_str() {
                "-" if inputs.contains(&InputSpec::Stdin) => {
                    return Err(Error::usage("--from - is given twice").hint("stdin can be read once"));
                }
                "-" => inputs.push(InputSpec::Stdin),
                path => match files(path) {
                    Ok((files, unread)) => {
                        inputs.extend(files.into_iter().map(InputSpec::File));
                        faults.extend(unread);
                    }
                    Err(fault) if fault.code == Code::Usage || self.from.len() == 1 => return Err(fault),
                    Err(fault) => faults.push(fault),
                },
            }
        }
        Ok((inputs, faults))
    }
}

/// Returns the existing files of `typed`: a path, a folder or a pattern.
pub fn present(typed: &str) -> Vec<PathBuf> {
    files(typed).map(|(files, _)| files).unwrap_or_default()
}

/// Returns the file itself, the files of a folder, or the files that match a pattern. The second list has one error for each
/// folder that cannot be searched.
fn files(typed: &str) -> Result<(Vec<PathBuf>, Vec<Error>)> {
    let path = PathBuf::from(typed);
    if path.is_dir() {
        return Ok((folder(&path, typed)?, Vec::new()));
    }
    if path.exists() || !typed.contains(['*', '?', '[']) {
        return Ok((vec![path], Vec::new()));
    }
    let Matches { files, unread } = pattern::expand(typed)
        .map_err(|error| Error::usage(format!("invalid pattern `{typed}`")).cause(error).hint("check the brackets"))?;
    let unread: Vec<Error> = unread.into_iter().map(|(path, error)| unlisted(&path.display(), &error)).collect();
    match unread.into_iter().next() {
        Some(fault) if files.is_empty() => Err(fault),
        None if files.is_empty() => Err(none(typed)),
        fault => Ok((files, fault.into_iter().collect())),
    }
}

fn folder(path: &Path, typed: &str) -> Result<Vec<PathBuf>> {
    let listed = path.read_dir().map_err(|error| unlisted(&typed, &error))?;
    let hidden = |path: &PathBuf| path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    let mut found: Vec<PathBuf> = listed.filter_map(Result::ok).map(|entry| entry.path()).collect();
    found.retain(|path| path.is_file() && !hidden(path));
    found.sort();
    if found.is_empty() { Err(none(typed)) } else { Ok(found) }
}

fn unlisted(folder: &dyn Display, error: &io::Error) -> Error {
    Error::new(Code::Io, format!("cannot read the folder {folder}")).cause(error).hint("check its permissions")
}

fn none(typed: &str) -> Error {
    Error::new(Code::NotFound, format!("there is no file at {typed}")).hint("check the value of --from")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn folders_and_patterns_are_their_files_by_name() {
        let home = tempfile::tempdir().unwrap();
        for name in ["b.json", "a.json", "c.txt", ".hidden"] {
            fs::write(home.path().join(name), "").unwrap();
        }
        fs::create_dir(home.path().join("d")).unwrap();
        let at = |name: &str| home.path().join(name).to_str().unwrap().to_owned();
        let inputs = |typed: &[String]| FromArgs { from: typed.to_vec(), ..FromArgs::default() }.places();
        let names = |typed: &[String]| -> Vec<String> {
            let name = |input| match input {
                InputSpec::Stdin => "-".to_owned(),
                InputSpec::File(path) => path.file_name().unwrap().to_str().unwrap().to_owned(),
            };
            inputs(typed).unwrap().0.into_iter().map(name).collect()
        };
        assert_eq!(names(&[at("*.json"), "-".to_owned()]), ["a.json", "b.json", "-"]);
        assert_eq!(names(&[at("")]), ["a.json", "b.json", "c.txt"]);
        assert_eq!(names(&[at("c.txt"), at("new")]), ["c.txt", "new"]);
        assert_eq!(inputs(&[at("*.csv")]).unwrap_err().code, Code::NotFound);
        assert_eq!(inputs(&[at("d")]).unwrap_err().code, Code::NotFound);
        let (found, faults) = inputs(&[at("*.csv"), at("a.json"), at("d")]).unwrap();
        assert_eq!((found.len(), faults.len()), (1, 2));
        assert_eq!(inputs(&[at("["), at("a.json")]).unwrap_err().code, Code::Usage);
        assert_eq!(inputs(&["-".to_owned(), "-".to_owned()]).unwrap_err().code, Code::Usage);
    }

    #[test]
    fn a_kind_after_the_files_is_rejected_unless_it_is_a_file() {
        let home = tempfile::tempdir().unwrap();
        let there = home.path().join("posts");
        fs::write(&there, "").unwrap();
        let args = |from: &[&str]| {
            let from = from.iter().map(|typed| (*typed).to_owned()).collect();
            FromArgs { from, ..FromArgs::default() }.reject_kind_words()
        };
        for word in ["syncs", "sync", "events", "connections", "post"] {
            let fault = args(&["a.json", "b.json", word]).unwrap_err();
            assert_eq!(fault.code, Code::Usage);
            assert_eq!(fault.hint, Some(format!("put the KIND before --from: {word} --from a.json")));
        }
        for fine in [&["syncs"][..], &["a.json", "syncs.json"], &["-", there.to_str().unwrap()], &[]] {
            assert!(args(fine).is_ok(), "{fine:?}");
        }
    }

    #[test]
    fn a_database_cannot_be_combined_with_files() {
        let args = |from: &[&str], schema: Option<&str>| FromArgs {
            from: from.iter().map(|typed| (*typed).to_owned()).collect(),
            schema: schema.map(str::to_owned),
            ..FromArgs::default()
        };
        let address = args(&["postgres://h/d"], Some("s")).database().unwrap().map(|location| location.to_string());
        assert_eq!(address.as_deref(), Some("postgres://h/d"));
        assert!(args(&["a.json"], None).database().unwrap().is_none());
        for wrong in [args(&["postgresql://h/d", "a.json"], None), args(&["a.json"], Some("s")), args(&[], Some("s"))] {
            assert_eq!(wrong.database().unwrap_err().code, Code::Usage);
        }
    }
}
