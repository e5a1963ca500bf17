//! How a list is to look, settled before anything is asked: a typo must not cost a request.

use std::sync::Arc;

use super::formats::jq::JqFilter;
use super::formats::{FormatSpec, Style};
use crate::app::AppContext;
use crate::args::output::{DisplayArgs, OutputArgs};
use crate::output::terminal;
use crate::output::terminal::Palette;
use connlog_core::error::{Error, Result};
use connlog_core::record::path::FieldPath;
use connlog_core::record::{Kind, schema};
use connlog_core::suggest::did_you_mean;
use connlog_core::time::Zone;

/// What decides the look beside the flags for it.
pub(crate) struct OutputOptions {
    /// The kinds of the records that are printed.
    pub(crate) kinds: Vec<Kind>,
    pub(crate) spec: &'static FormatSpec,
    pub(crate) zone: Zone,
    /// Nobody named a zone, so that a terminal may show ages.
    pub(crate) ages: bool,
    /// Whether the result goes to a terminal.
    pub(crate) terminal: bool,
}

impl OutputOptions {
    /// The style of the formatter. `any_field` lets fields pass that the schema does not know.
    pub(crate) fn style(
        &self,
        args: &OutputArgs,
        any_field: bool,
        colour: &DisplayArgs,
        process: &AppContext,
    ) -> Result<Style> {
        let coloured = terminal::colour(colour.colour(&process.env)?, &process.env, self.terminal, self.spec.machine);
        let jq = args.jq.as_deref().map(JqFilter::compile).transpose().map_err(|why| {
            Error::usage("the filter of --jq cannot be read")
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
pub(crate) fn complete_format_name<'n>(name: &'n str, kinds: &[Kind]) -> &'n str {
    let late = kinds.iter().any(|kind| Kind::OF_THE_API.contains(kind));
    match name {
        "platform" | "service" if !late => "connectorType",
        "account" | "connection" if !late => "connectionId",
        "service" => "connectorType",
        "connection" => "connectionId",
        "sync" => "syncId",
        "event" if kinds.iter().any(|kind| kind.is_fivetran_event()) => "event",
        "account" => "accountId",
        "profile" => "profileId",
        "post" => "postId",
        "user" => "userId",
        "event" => "eventType",
        name => name,
    }
}

/// Paths that were typed, checked against the schemas of `kinds`: a typo would print nothing and look like missing data.
pub(crate) fn fields(typed: &[&str], kinds: &[Kind], any: bool) -> Result<Option<Vec<FieldPath>>> {
    let known = schema::paths_of(kinds);
    let mut paths = Vec::with_capacity(typed.len());
    for text in typed {
        let path: FieldPath = text.parse().map_err(Error::usage)?;
        if !any && !kinds.iter().any(|kind| schema::has(*kind, &path)) {
            let hint = did_you_mean(text, known.iter().map(String::as_str));
            let plurals: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
            return Err(Error::usage(format!("{} have no field `{}`", plurals.join(" and "), text))
                .cause(format!("known fields are {}", known.join(", ")))
                .hint(format!("{hint}--any-value accepts it")));
        }
        paths.push(path);
    }
    Ok((!paths.is_empty()).then_some(paths))
}
