//! The commands that list one kind of record. The table of kinds has their names, help and filters.

use std::path::Path;

use clap::{ArgMatches, Args as _, Command, FromArgMatches as _};

use super::list::{self, ListArgs};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::kind_filters::KindFilterArgs;
use crate::args::kinds::KindWord;
use crate::args::unused::{self, InputNeeds};
use connlog_core::error::{Exit, Result};
use connlog_core::record::Kind;

/// The flags of a command that lists one kind.
#[derive(Debug)]
pub(crate) struct KindListArgs {
    kind: Kind,
    own: KindFilterArgs,
    list: ListArgs,
}

impl KindListArgs {
    /// Adds a subcommand for each kind with a list.
    pub(super) fn augment(command: Command) -> Command {
        Kind::all().iter().copied().fold(command, |command, kind| match &kind.spec().words.list {
            None => command,
            Some(help) => {
                let list = Command::new(kind.plural());
                let list = KindFilterArgs::augment_for(list, &KindWord::new(kind).kinds(Kind::all()));
                // The flags come first, because they bring a description of their own.
                command.subcommand(ListArgs::augment_args(list).about(help.about).after_help(help.examples))
            }
        })
    }

    /// Returns the names of the commands, in the order of the help.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        Kind::all().iter().filter(|kind| kind.spec().words.list.is_some()).map(|kind| kind.plural())
    }

    /// Returns the kind whose list has this name.
    pub(super) fn kind(name: &str) -> Option<Kind> {
        Kind::all().iter().copied().find(|kind| kind.plural() == name && kind.spec().words.list.is_some())
    }

    /// Returns the flags of the list of `kind`.
    pub(super) fn parse(kind: Kind, matches: &mut ArgMatches) -> Result<Self, clap::Error> {
        let own = KindFilterArgs::from_arg_matches_mut(matches)?;
        Ok(Self { kind, own, list: ListArgs::from_arg_matches_mut(matches)? })
    }

    /// Returns the file of `--out`.
    pub(super) fn out(&self) -> Option<&Path> {
        self.list.out()
    }

    pub(super) fn run(&self, shared: &GlobalArgs, process: &mut AppContext) -> Result<Exit> {
        unused::check(self.kind.plural(), InputNeeds::Entries, shared)?;
        list::run(&[KindWord::new(self.kind)], &self.list, &self.own, (shared, process))
    }
}
