//! The commands that list one kind of record. The table of kinds has their names, help and filters.

use std::path::Path;

use clap::{ArgMatches, Args as _, Command, FromArgMatches as _};

use super::list::{self, ListArgs};
use super::why::{self, WhyArgs};
use crate::app::AppContext;
use crate::args::GlobalArgs;
use crate::args::kind_filters::KindFilterArgs;
use crate::args::kinds::KindWord;
use crate::args::unused::{self, InputNeeds};
use connlog_core::diagnosis::case::SubjectKind;
use connlog_core::error::{Exit, Result};
use connlog_core::record::Kind;

/// The subcommand of `posts` that shows one post.
const SHOW: &str = "show";

/// The flags of a command that lists one kind.
#[derive(Debug)]
pub(crate) struct KindListArgs {
    kind: Kind,
    /// The flags of `show`, which lists nothing.
    show: Option<WhyArgs>,
    own: KindFilterArgs,
    list: ListArgs,
}

impl KindListArgs {
    /// Adds a subcommand for each kind with a list.
    pub(super) fn augment(command: Command) -> Command {
        Kind::all().iter().copied().fold(command, |command, kind| match &kind.spec().words.list {
            None => command,
            Some(help) => {
                let list = Command::new(kind.plural()).about(help.about);
                // These kinds are of one provider.
                command.subcommand(list.defer(|list| super::globals_last(list, Self::with_flags, &["provider".into()])))
            }
        })
    }

    /// Adds the flags and the help of the list with the command's name.
    fn with_flags(list: Command) -> Command {
        let Some(kind) = Self::kind(list.get_name()) else { return list };
        let list = KindFilterArgs::augment_for(list, &KindWord::new(kind).kinds(Kind::all()));
        let list = ListArgs::augment_args(list);
        // The flags come first, because they bring a description of their own.
        let list = match &kind.spec().words.list {
            Some(help) => list.about(help.about).after_help(help.examples),
            None => list,
        };
        if kind == Kind::named("post") { Self::with_show(list) } else { list }
    }

    /// Adds `posts show`, which is `why` for a post.
    fn with_show(list: Command) -> Command {
        let show = WhyArgs::augment_args(Command::new(SHOW));
        list.subcommand(show.about("Tell the story of one post, with its result on each platform"))
            .subcommand_precedence_over_arg(true)
            .args_conflicts_with_subcommands(true)
            .disable_help_subcommand(true)
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
        let show = match matches.remove_subcommand() {
            Some((_, mut matches)) => Some(WhyArgs::from_arg_matches_mut(&mut matches)?),
            None => None,
        };
        let own = KindFilterArgs::from_arg_matches_mut(matches)?;
        Ok(Self { kind, show, own, list: ListArgs::from_arg_matches_mut(matches)? })
    }

    /// Returns the file of `--out`.
    pub(super) fn out(&self) -> Option<&Path> {
        self.show.as_ref().map_or_else(|| self.list.out(), |show| super::Command::out(show))
    }

    pub(super) fn run(&self, shared: &GlobalArgs, app: &mut AppContext) -> Result<Exit> {
        unused::check(self.kind.plural(), InputNeeds::Entries, false, shared)?;
        if let Some(show) = &self.show {
            return why::run(show, Some(SubjectKind::Post), shared, app);
        }
        list::run(&[KindWord::new(self.kind)], &self.list, &self.own, shared, app)
    }
}
