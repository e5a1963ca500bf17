//! The flags that name files and streams to read in place of an API.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum as _};

use super::kinds::KindWord;
use super::pattern::{self, Matches};
use crate::sources::postgres::location;
use crate::sources::postgres::location::Location;
use connlog_core::error::{Code, Error, Result};

const HEADING: &str = "Where entries come from";

/// Files and streams.
#[derive(Debug, Clone, Default, Args)]
pub struct FromArgs {
    /// Read these files, `-` for stdin: JSON, NDJSON or CSV, plain, gzip or zstd, as any log service exports it; or
    /// Fivetran's tables: postgres://USER@HOST/DATABASE, redshift://USER@HOST/DATABASE
    #[arg(long, value_name = "FILE", num_args = 1.., global = true, help_heading = HEADING)]
    pub from: Vec<String>,

    /// With --from: look at every value, and exit with 8 if one could not be read
    #[arg(long, global = true, help_heading = HEADING)]
    pub strict: bool,

    /// With --from: keep entries that come again. Without it, the same event, time, ids and data count once
    #[arg(long, global = true, help_heading = HEADING)]
    pub keep_repeats: bool,

    /// With a database: the schema of Fivetran's tables [default: the one that has them]
    #[arg(long, value_name = "NAME", global = true, help_heading = HEADING)]
    pub schema: Option<String>,
}

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputSpec {
    Stdin,
    File(PathBuf),
}

impl FromArgs {
    /// The address of a database, which is the only place then. An address that cannot be read is a fault, never a path.
    pub fn database(&self) -> Result<Option<Location>> {
        let mut found = None;
        for typed in &self.from {
            found = Location::parse(typed)?.or(found);
        }
        match (found, &self.schema) {
            (Some(_), _) if self.from.len() > 1 => Err(Error::usage("a database is read alone")
                .cause("--from names another place beside it")
                .hint("leave out the others")),
            (None, Some(_)) => Err(Error::usage("--schema goes with a database only")
                .hint("name one with --from postgres://USER@HOST/DATABASE")),
            (location, _) => Ok(location),
        }
    }

    /// Refuses a KIND that was typed behind --from, which takes every word up to the next flag, unless there is such a file.
    pub fn no_kind(&self) -> Result<()> {
        let is_kind = |typed: &&String| KindWord::from_str(typed, false).is_ok() && !Path::new(typed).exists();
        // The first one was meant as a place, and `tail` waits for files that are not there yet.
        let mut words = self.from.iter();
        match words.next().zip(words.find(is_kind)) {
            Some((first, word)) => Err(Error::usage(format!("there is no file `{word}`"))
                .cause(format!("--from takes every word up to the next flag, and `{word}` is a KIND"))
                .hint(format!("write the KIND before --from: {word} --from {}", location::printed(first)))),
            None => Ok(()),
        }
    }

    /// The places in their order, patterns and folders as the files they hold, by name. Where several are named, those that
    /// cannot be read are faults beside the others; a single one is a fault by itself.
    pub fn places(&self) -> Result<(Vec<InputSpec>, Vec<Error>)> {
        let (mut places, mut faults) = (Vec::new(), Vec::new());
        for typed in &self.from {
            match typed.as_str() {
                "-" if places.contains(&InputSpec::Stdin) => {
                    return Err(Error::usage("--from - is given twice").hint("stdin can be read once"));
                }
                "-" => places.push(InputSpec::Stdin),
                path => match files(path) {
                    Ok((files, unread)) => {
                        places.extend(files.into_iter().map(InputSpec::File));
                        faults.extend(unread);
                    }
                    Err(fault) if fault.code == Code::Usage || self.from.len() == 1 => return Err(fault),
                    Err(fault) => faults.push(fault),
                },
            }
        }
        Ok((places, faults))
    }
}

/// The paths that `typed` stands for now: none where there is no such file yet.
pub fn present(typed: &str) -> Vec<PathBuf> {
    files(typed).map(|(files, _)| files).unwrap_or_default()
}

/// The file itself, the files of a folder, or those that match a pattern which the shell left as it was; with the folders
/// that cannot be searched.
fn files(typed: &str) -> Result<(Vec<PathBuf>, Vec<Error>)> {
    let path = PathBuf::from(typed);
    if path.is_dir() {
        return Ok((folder(&path, typed)?, Vec::new()));
    }
    if path.exists() || !typed.contains(['*', '?', '[']) {
        return Ok((vec![path], Vec::new()));
    }
    let Matches { files, unread } = pattern::expand(typed)
        .map_err(|error| Error::usage(format!("`{typed}` is not a pattern")).cause(error).hint("check the brackets"))?;
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
        let places = |typed: &[String]| FromArgs { from: typed.to_vec(), ..FromArgs::default() }.places();
        let names = |typed: &[String]| -> Vec<String> {
            let name = |place| match place {
                InputSpec::Stdin => "-".to_owned(),
                InputSpec::File(path) => path.file_name().unwrap().to_str().unwrap().to_owned(),
            };
            places(typed).unwrap().0.into_iter().map(name).collect()
        };
        assert_eq!(names(&[at("*.json"), "-".to_owned()]), ["a.json", "b.json", "-"]);
        assert_eq!(names(&[at("")]), ["a.json", "b.json", "c.txt"]);
        assert_eq!(names(&[at("c.txt"), at("new")]), ["c.txt", "new"]);
        assert_eq!(places(&[at("*.csv")]).unwrap_err().code, Code::NotFound);
        assert_eq!(places(&[at("d")]).unwrap_err().code, Code::NotFound);
        let (found, faults) = places(&[at("*.csv"), at("a.json"), at("d")]).unwrap();
        assert_eq!((found.len(), faults.len()), (1, 2));
        assert_eq!(places(&[at("["), at("a.json")]).unwrap_err().code, Code::Usage);
        assert_eq!(places(&["-".to_owned(), "-".to_owned()]).unwrap_err().code, Code::Usage);
    }

    #[test]
    fn a_kind_behind_the_files_is_told_from_a_file() {
        let home = tempfile::tempdir().unwrap();
        let there = home.path().join("posts");
        fs::write(&there, "").unwrap();
        let of = |from: &[&str]| {
            let from = from.iter().map(|typed| (*typed).to_owned()).collect();
            FromArgs { from, ..FromArgs::default() }.no_kind()
        };
        for word in ["syncs", "sync", "events", "connections", "post"] {
            let fault = of(&["a.json", "b.json", word]).unwrap_err();
            assert_eq!(fault.code, Code::Usage);
            assert_eq!(fault.hint, Some(format!("write the KIND before --from: {word} --from a.json")));
        }
        for fine in [&["syncs"][..], &["a.json", "syncs.json"], &["-", there.to_str().unwrap()], &[]] {
            assert!(of(fine).is_ok(), "{fine:?}");
        }
    }

    #[test]
    fn a_database_is_a_place_of_its_own() {
        let of = |from: &[&str], schema: Option<&str>| FromArgs {
            from: from.iter().map(|typed| (*typed).to_owned()).collect(),
            schema: schema.map(str::to_owned),
            ..FromArgs::default()
        };
        let address = of(&["postgres://h/d"], Some("s")).database().unwrap().map(|location| location.to_string());
        assert_eq!(address.as_deref(), Some("postgres://h/d"));
        assert!(of(&["a.json"], None).database().unwrap().is_none());
        for wrong in [of(&["postgresql://h/d", "a.json"], None), of(&["a.json"], Some("s")), of(&[], Some("s"))] {
            assert_eq!(wrong.database().unwrap_err().code, Code::Usage);
        }
    }
}
