//! Formatters: records in, text out, through a writer they are given.
//!
//! Adding a format is one file that exports a [`Spec`] named `SPEC`, and its name in the list below.

use std::io::{self, Write};
use std::rc::Rc;

use chrono::{DateTime, Utc};

use self::jq::Jq;
use crate::record::path::Path;
use crate::record::{Kind, View};
use crate::term::Palette;
use crate::time::Zone;

mod columns;
pub mod jq;
#[cfg(test)]
mod sample;
mod values;

/// Declares the formats' modules and the registry of their specs, in the order help and completions show them.
macro_rules! formats {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*
        /// Every format there is.
        pub const FORMATS: &[Spec] = &[$($module::SPEC),*];
    };
}

formats![table, plain, json, ndjson, csv, tsv, md];

/// What the command line needs to know of a format, and how to make one.
pub struct Spec {
    pub name: &'static str,
    /// Other spellings of the name.
    pub aliases: &'static [&'static str],
    pub about: &'static str,
    /// Machine formats get no colour unless it is typed, and turn errors into JSON.
    pub machine: bool,
    /// Whether `--raw` and `--jq` apply: the output is JSON.
    pub json: bool,
    pub make: fn(Style) -> Box<dyn Formatter>,
}

/// Everything about the output that is decided before the first record.
#[derive(Clone)]
pub struct Style {
    pub kind: Kind,
    pub palette: Palette,
    /// Columns to fit into; `None` where nothing may be cut.
    pub width: Option<u16>,
    /// Whether a person looks on: ages and symbols in place of full times and plain words, JSON indented.
    pub terminal: bool,
    pub zone: Zone,
    pub now: DateTime<Utc>,
    /// The fields asked for, in order; `None` for the format's own choice.
    pub fields: Option<Vec<Path>>,
    /// The record's own bytes in place of the schema.
    pub raw: bool,
    /// What makes other JSON of each record's.
    pub jq: Option<Rc<Jq>>,
}

/// Renders records one after another. `finish` is called whatever ends the run, so that what was begun is closed.
pub trait Formatter {
    fn begin(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }

    fn record(&mut self, out: &mut dyn Write, view: &View<'_>) -> io::Result<()>;

    fn finish(&mut self, _out: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// The format of this name or alias.
pub fn find(name: &str) -> Option<&'static Spec> {
    FORMATS.iter().find(|spec| spec.name == name || spec.aliases.contains(&name))
}
