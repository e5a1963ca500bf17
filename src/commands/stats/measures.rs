//! Flags for sums, largest values and the order of the groups.

use clap::Args;

use crate::args::field_names::FieldNames;
use crate::output::options;
use connlog_core::aggregate::{GroupBy, Measures};
use connlog_core::error::{Error, Result};
use connlog_core::query::order::SortOrder;
use connlog_core::record::Kind;
use connlog_core::record::kinds::STATS_ROW;
use connlog_core::record::path::FieldPath;
use connlog_core::record::schema;
use connlog_core::record::schema_key::FieldType;

/// Sums, largest values and the order of the groups.
#[derive(Debug, Args)]
#[command(next_help_heading = "Groups")]
pub(super) struct MeasureArgs {
    /// Add up these fields, such as rows.extracted
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = FieldNames::Entries, hide_possible_values = true)]
    sum: Vec<String>,
    /// Show the largest value of these fields
    #[arg(long, value_name = "FIELD", value_delimiter = ',', value_parser = FieldNames::Entries, hide_possible_values = true)]
    max: Vec<String>,
    /// Sort the groups, such as failureRate:desc [default: most failures first]
    #[arg(long, value_name = "FIELD[:desc]", value_delimiter = ',', value_parser = FieldNames::Groups,
        hide_possible_values = true)]
    sort: Vec<String>,
}

impl MeasureArgs {
    /// Returns the fields to measure. Fails with a usage error for an unknown field, and for a sum of texts or times.
    pub(super) fn resolve(&self, kinds: &[Kind], any: bool) -> Result<Measures> {
        let parse = |typed: &[String]| -> Result<Vec<FieldPath>> {
            let names: Vec<&str> = typed.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
            Ok(options::parse_fields(&names, kinds, any)?.unwrap_or_default())
        };
        let form = |path: &FieldPath| kinds.iter().filter_map(|kind| schema::form(*kind, path)).collect::<Vec<_>>();
        let sums = parse(&self.sum)?;
        for path in sums.iter().filter(|_| !any) {
            let forms = form(path);
            if !forms.is_empty() && !forms.iter().any(|form| is_number(form)) {
                return Err(not_a_number(path, &forms));
            }
        }
        let maxima = parse(&self.max)?.into_iter().map(|path| {
            let is_time = form(&path).iter().any(|form| matches!(form, FieldType::Time));
            (path, is_time)
        });
        Ok(Measures { sums, maxima: maxima.collect() })
    }

    /// Returns the order of the groups; `None` for the most failures first. A field of `--by` needs no prefix.
    pub(super) fn order(&self, group_by: &GroupBy, kinds: &[Kind], any: bool) -> Result<Option<SortOrder>> {
        let by: Vec<String> = group_by.by.iter().map(ToString::to_string).collect();
        let named = |text: &String| {
            let (name, direction) =
                text.trim().split_once(':').map_or((text.trim(), None), |(name, end)| (name, Some(end)));
            let alias = options::resolve_field_alias(name, kinds);
            let name = if by.iter().any(|by| by == alias) { format!("group.{alias}") } else { name.to_owned() };
            direction.map_or(name.clone(), |direction| format!("{name}:{direction}"))
        };
        let typed: Vec<String> = self.sort.iter().map(named).collect();
        for text in &typed {
            let name = text.split(':').next().unwrap_or_default();
            reject_unmeasured(name, group_by)?;
        }
        options::parse_order(&typed, &[STATS_ROW.kind], any)
    }
}

/// Returns the error for the sum of a field that has no numbers. For an object it names the numbers inside.
fn not_a_number(path: &FieldPath, forms: &[&FieldType]) -> Error {
    let error = Error::usage(format!("cannot add up `{path}`"));
    let members = forms.iter().find_map(|form| match form {
        FieldType::Object(members) => Some(members.iter().filter(|member| is_number(&member.form))),
        _ => None,
    });
    let numbers: Vec<String> = members.into_iter().flatten().map(|member| format!("{path}.{}", member.name)).collect();
    if numbers.is_empty() {
        return error
            .cause("its values are not numbers")
            .hint("--max shows the largest value, and --by counts each value");
    }
    error.cause(format!("it is an object with {}", numbers.join(", "))).hint("name one or more of these fields")
}

/// Rejects a sum, a largest value or a group that the rows do not have.
fn reject_unmeasured(name: &str, group_by: &GroupBy) -> Result<()> {
    let Measures { sums, maxima } = &group_by.measures;
    let texts: Vec<String> = group_by
        .by
        .iter()
        .map(|path| format!("group.{path}"))
        .chain(sums.iter().map(|path| format!("sum.{path}")))
        .chain(maxima.iter().map(|(path, _)| format!("max.{path}")))
        .collect();
    let is_measured = ["group", "sum", "max"].contains(&name.split('.').next().unwrap_or_default());
    if name == "bucket" || name == "bucketEnd" || (is_measured && !texts.iter().any(|text| text == name)) {
        let known = [
            vec!["count".to_owned(), "failures".to_owned(), "failureRate".to_owned(), "durationMs.p95".to_owned()],
            texts,
        ]
        .concat();
        return Err(Error::usage(format!("cannot sort groups by `{name}`"))
            .cause(format!("groups have {}, and others", known.join(", ")))
            .hint("name one of them, or add the field to --by, --sum or --max"));
    }
    Ok(())
}

const fn is_number(form: &FieldType) -> bool {
    matches!(form, FieldType::Integer | FieldType::Number | FieldType::Any)
}
