//! How a list is to look, settled before anything is asked: a typo must not cost a request.

use std::sync::Arc;

use crate::cli::{LookArgs, OutputArgs};
use crate::error::{Fault, Result};
use crate::format::jq::Jq;
use crate::format::{Spec, Style};
use crate::process::Process;
use crate::record::path::Path;
use crate::record::{Kind, schema};
use crate::suggest::did_you_mean;
use crate::term::{self, Palette};
use crate::time::Zone;

/// What decides the look beside the flags for it.
pub(super) struct Look {
    /// The kinds of the records that are printed.
    pub(super) kinds: Vec<Kind>,
    pub(super) spec: &'static Spec,
    pub(super) zone: Zone,
    /// Nobody named a zone, so that a terminal may show ages.
    pub(super) ages: bool,
    /// Whether the result goes to a terminal.
    pub(super) terminal: bool,
}

impl Look {
    /// The style of the formatter. `any_field` lets fields pass that the schema does not know.
    pub(super) fn style(
        &self,
        args: &OutputArgs,
        any_field: bool,
        colour: &LookArgs,
        process: &Process,
    ) -> Result<Style> {
        let coloured = term::colour(colour.colour(&process.env)?, &process.env, self.terminal, self.spec.machine);
        let jq = args.jq.as_deref().map(Jq::compile).transpose().map_err(|why| {
            Fault::usage("the filter of --jq cannot be read")
                .cause(why)
                .hint("it is jq's language, as in '.error.code'")
        })?;
        Ok(Style {
            kinds: self.kinds.clone(),
            palette: Palette::new(coloured),
            width: process.columns(),
            terminal: self.terminal,
            zone: self.zone,
            ages: self.ages,
            now: process.now(),
            fields: fields(&args.fields(), &self.kinds, any_field)?,
            raw: args.raw,
            csv_safe: args.csv_safe,
            jq: jq.map(Arc::new),
        })
    }
}

/// The field that `name` stands for in `--by`: the flags of the filters have short names for some. Where all entries are
/// Fivetran's, the fields have the names that are theirs; where there are both vendors', one name finds both.
pub(super) fn whole<'n>(name: &'n str, kinds: &[Kind]) -> &'n str {
    let late = kinds.iter().any(|kind| Kind::OF_THE_API.contains(kind));
    match name {
        "platform" | "service" if !late => "connectorType",
        "account" | "connection" if !late => "connectionId",
        "service" => "connectorType",
        "connection" => "connectionId",
        "sync" => "syncId",
        "event" if kinds.contains(&Kind::Fivetran) => "event",
        "account" => "accountId",
        "profile" => "profileId",
        "post" => "postId",
        "user" => "userId",
        "event" => "eventType",
        name => name,
    }
}

/// Paths that were typed, checked against the schemas of `kinds`: a typo would print nothing and look like missing data.
pub(super) fn fields(typed: &[&str], kinds: &[Kind], any: bool) -> Result<Option<Vec<Path>>> {
    let known = schema::paths_of(kinds);
    let mut paths = Vec::with_capacity(typed.len());
    for text in typed {
        let path: Path = text.parse().map_err(Fault::usage)?;
        if !any && !kinds.iter().any(|kind| schema::has(*kind, &path)) {
            let hint = did_you_mean(text, known.iter().map(String::as_str));
            let plurals: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
            return Err(Fault::usage(format!("{} have no field `{}`", plurals.join(" and "), text))
                .cause(format!("known are {}", known.join(", ")))
                .hint(format!("{hint}--any-value lets it pass as it is")));
        }
        paths.push(path);
    }
    Ok((!paths.is_empty()).then_some(paths))
}
