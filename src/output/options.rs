//! Resolves the output options of lists before the first request, so that an invalid option costs no request.

use std::sync::Arc;

use super::formats::FormatSpec;
use super::formats::jq::JqFilter;
use crate::app::AppContext;
use crate::args::output::{DisplayArgs, OutputArgs};
use crate::output::style::OutputStyle;
use crate::output::terminal;
use crate::output::terminal::Palette;
use connlog_core::error::{Error, Result};
use connlog_core::providers::endpoint::IdNames;
use connlog_core::query::order::SortOrder;
use connlog_core::record::common_field::CommonField;
use connlog_core::record::counterparts::field_hint;
use connlog_core::record::path::FieldPath;
use connlog_core::record::{Kind, schema};
use connlog_core::time::Zone;

/// The output options that do not depend on flags of the format.
pub(crate) struct OutputOptions {
    /// The kinds of the records that are printed.
    pub(crate) kinds: Vec<Kind>,
    pub(crate) spec: &'static FormatSpec,
    pub(crate) zone: Zone,
    /// Whether a terminal shows ages: only if no zone is set.
    pub(crate) ages: bool,
    /// Whether the result goes to a terminal.
    pub(crate) terminal: bool,
}

impl OutputOptions {
    /// Returns the style of the formatter. `any_field`: accepts fields that the schema does not have.
    ///
    /// # Errors
    ///
    /// `usage` when a field is unknown or a filter of `--jq` is invalid.
    pub(crate) fn style(
        &self,
        args: &OutputArgs,
        any_field: bool,
        colour: &DisplayArgs,
        app: &AppContext,
    ) -> Result<OutputStyle> {
        let coloured = terminal::colour(colour.colour(&app.env)?, &app.env, self.terminal, self.spec.machine);
        if args.has_blank_fields() {
            return Err(
                Error::usage("--fields names no field").hint("write --fields time,account,code, or leave it out")
            );
        }
        let jq = args.jq.as_deref().map(JqFilter::compile).transpose().map_err(|cause| {
            Error::usage("cannot parse the filter of --jq")
                .cause(cause)
                .hint("write a filter in the jq language, such as '.error.code'")
        })?;
        Ok(OutputStyle {
            kinds: self.kinds.clone(),
            palette: Palette::new(coloured),
            width: app.columns().filter(|_| self.spec.name != "wide"),
            terminal: self.terminal,
            zone: self.zone,
            ages: self.ages,
            now: app.now(),
            fields: parse_fields(&args.fields(), &self.kinds, any_field)?,
            raw: args.raw,
            csv_safe: args.csv_safe,
            names: Arc::default(),
            jq: jq.map(|jq| Arc::new(jq.with_raw_text(args.raw_text))),
        })
    }
}

/// The width of the sign before an entry of a list with context.
const SIGN: u16 = 2;

impl OutputStyle {
    /// Returns the style of a list whose entries have a sign before them.
    #[must_use]
    pub(crate) fn with_signs(self) -> Self {
        Self { width: self.width.map(|width| width.saturating_sub(SIGN)), ..self }
    }

    /// Adds the names for ids that `read` returns, if the format shows names, or if `accountName` is one of the chosen fields.
    #[must_use]
    pub(crate) fn with_names(self, spec: &FormatSpec, flags: &DisplayArgs, read: impl FnOnce() -> IdNames) -> Self {
        let shows_names = match &self.fields {
            None => spec.named,
            Some(fields) => fields.iter().any(|field| field.common() == Some(CommonField::AccountName)),
        };
        if !shows_names || flags.no_names {
            return self;
        }
        Self { names: Arc::new(read()), ..self }
    }
}

/// Returns the field for a name in `--by`. Some fields have short names, which are those of the filter flags.
///
/// If all kinds are those of Fivetran, `platform` and `account` mean the service and the connection.
pub(crate) fn resolve_field_alias<'n>(name: &'n str, kinds: &[Kind]) -> &'n str {
    let late = kinds.iter().any(|kind| Kind::of_the_api().contains(kind));
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

/// Returns the order of `--sort`; `None` without the flag. Each is the name of a field with an optional direction.
///
/// # Errors
///
/// `usage` when a field or a direction is unknown, and for a blank field.
pub(crate) fn parse_order(typed: &[String], kinds: &[Kind], any: bool) -> Result<Option<SortOrder>> {
    let mut fields = Vec::with_capacity(typed.len());
    for text in typed.iter().map(|text| text.trim()) {
        if text.is_empty() {
            return Err(Error::usage("--sort names no field").hint("write --sort duration:desc, or leave it out"));
        }
        let (name, direction) = SortOrder::split(text).ok_or_else(|| {
            Error::usage(format!("invalid order `{text}`"))
                .cause("the direction after the colon is asc or desc")
                .hint("write it like duration:desc")
        })?;
        let paths = parse_fields(&[name], kinds, any)?.unwrap_or_default();
        fields.extend(paths.into_iter().map(|path| (path, direction)));
    }
    Ok((!fields.is_empty()).then(|| SortOrder::new(fields, kinds)))
}

/// Parses paths of fields and checks them against the schemas of `kinds`, because an unknown field would look like missing
/// data. `any`: accepts unknown fields.
///
/// # Errors
///
/// `usage` when a path is malformed or unknown.
pub(crate) fn parse_fields(typed: &[&str], kinds: &[Kind], any: bool) -> Result<Option<Vec<FieldPath>>> {
    let known = schema::field_names(kinds);
    let mut paths = Vec::with_capacity(typed.len());
    for text in typed {
        let path: FieldPath = text.parse().map_err(Error::usage)?;
        if !any && !kinds.iter().any(|kind| schema::has(*kind, &path)) {
            let hint = field_hint(text, kinds, &known);
            let plurals: Vec<&str> = kinds.iter().map(|kind| kind.plural()).collect();
            return Err(Error::usage(format!("{} have no field `{}`", plurals.join(" and "), text))
                .cause(format!("known fields are {}", known.join(", ")))
                .hint(format!("{hint}--any-value accepts it")));
        }
        paths.push(path);
    }
    Ok((!paths.is_empty()).then_some(paths))
}
