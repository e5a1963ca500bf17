//! Finding the tables of the Platform Connector and their columns. Two generations of names are in use, often side by side;
//! what is there is looked up, never guessed.

use std::collections::BTreeMap;

use super::fault;
use super::link::Link;
use crate::error::{Code, Fault, Result};

/// Schemas that hold the tables, the likeliest first.
const USUAL: [&str; 3] = ["fivetran_metadata", "fivetran_log", "fivetran_platform"];

const COLUMNS: &str = "SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns \
     WHERE LOWER(table_name) IN ('log', 'connection', 'connector', 'audit_trail', 'transformation_runs', 'user', 'destination') \
     ORDER BY table_schema, table_name, ordinal_position";

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Type {
    Text,
    /// A moment, with a zone or in UTC.
    Time,
    /// Redshift cannot cast it to text.
    Flag,
    /// Redshift's type for JSON. A cast to text would cut it at 256 characters.
    Super,
    Other,
}

/// A column, by its own name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    name: String,
    pub(super) is: Type,
}

impl Column {
    /// Its quoted name, as text whatever it holds.
    pub(super) fn text(&self) -> String {
        match self.is {
            Type::Text => quoted(&self.name),
            Type::Time | Type::Other => format!("CAST({} AS TEXT)", quoted(&self.name)),
            Type::Flag => {
                let name = quoted(&self.name);
                format!("CASE WHEN {name} THEN 'true' WHEN NOT {name} THEN 'false' END")
            }
            Type::Super => format!("NULLIF(JSON_SERIALIZE({}), 'null')", quoted(&self.name)),
        }
    }

    /// Its quoted name.
    pub(super) fn plain(&self) -> String {
        quoted(&self.name)
    }
}

/// A table that is there and may be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Table {
    schema: String,
    name: String,
    columns: Vec<Column>,
}

impl Table {
    /// The first of these columns that is there.
    pub(super) fn column(&self, names: &[&str]) -> Option<&Column> {
        names.iter().find_map(|name| self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
    }

    /// The text of the columns that are there, the first that is not null; a null where there is none.
    pub(super) fn text(&self, names: &[&str]) -> String {
        let there: Vec<String> = names.iter().filter_map(|name| self.column(&[name])).map(Column::text).collect();
        match &*there {
            [] => "CAST(NULL AS VARCHAR)".to_owned(),
            [one] => one.clone(),
            several => format!("COALESCE({})", several.join(", ")),
        }
    }

    /// A moment as text: in seconds since 1970, whatever the zone and the style of the session, or as a text column has it.
    pub(super) fn epoch(&self, name: &str) -> String {
        match self.column(&[name]) {
            Some(column) if column.is == Type::Time => {
                format!("CAST(EXTRACT(EPOCH FROM {}) AS VARCHAR)", column.plain())
            }
            _ => self.text(&[name]),
        }
    }

    pub(super) fn schema(&self) -> &str {
        &self.schema
    }

    /// Its quoted name with its schema.
    pub(super) fn from(&self) -> String {
        format!("{}.{}", quoted(&self.schema), quoted(&self.name))
    }
}

/// The tables of one schema.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    pub(super) log: Table,
    /// The present one, then the one from before 2025.
    pub(super) connections: Vec<Table>,
    pub(super) audit: Option<Table>,
    pub(super) runs: Option<Table>,
    pub(super) users: Option<Table>,
    pub(super) destinations: Option<Table>,
    /// Names of those that one has no right to.
    pub(super) denied: Vec<String>,
    /// Other schemas with such a LOG, where none was asked for.
    pub(super) elsewhere: Vec<String>,
}

impl Tables {
    /// Finds them: in `schema`, else in a usual one, else in the one schema that has such a LOG.
    pub(super) async fn find(link: &Link, schema: Option<&str>) -> Result<Self> {
        let mut schemas = all(link).await?;
        let chosen = choose(&schemas, schema);
        let Some(found) = chosen.and_then(|chosen| schemas.remove(&chosen)) else {
            return Err(missing(link, schema, &schemas).await);
        };
        let mut tables = Self::of(link, found).await?;
        if schema.is_none() {
            tables.elsewhere = ours(&schemas).map(str::to_owned).collect();
        }
        Ok(tables)
    }

    async fn of(link: &Link, mut found: BTreeMap<String, Table>) -> Result<Self> {
        let mut tables = Self { log: found.remove("log").unwrap_or_default(), ..Self::default() };
        if let Err(error) = probe(link, &tables.log.from()).await {
            return Err(fault::of(&error, link.address()));
        }
        for name in ["connection", "connector", "audit_trail", "transformation_runs", "user", "destination"] {
            let Some(table) = found.remove(name) else { continue };
            if let Err(error) = probe(link, &table.from()).await {
                let fault = fault::of(&error, link.address());
                if fault.code != Code::Forbidden {
                    return Err(fault);
                }
                tables.denied.push(name.to_uppercase());
                continue;
            }
            match name {
                "audit_trail" => tables.audit = Some(table),
                "transformation_runs" => tables.runs = Some(table),
                "user" => tables.users = Some(table),
                "destination" => tables.destinations = Some(table),
                _ => tables.connections.push(table),
            }
        }
        Ok(tables)
    }
}

/// The tables by schema and lower-case name.
type Schemas = BTreeMap<String, BTreeMap<String, Table>>;

async fn all(link: &Link) -> Result<Schemas> {
    let mut schemas = Schemas::new();
    for row in link.rows(COLUMNS).await? {
        let [Some(schema), Some(name), Some(column), Some(is)] = row.first_chunk().cloned().unwrap_or_default() else {
            continue;
        };
        let is = type_of(&is);
        let tables = schemas.entry(schema.clone()).or_default();
        let table = tables.entry(name.to_lowercase()).or_insert_with(|| Table { schema, name, columns: Vec::new() });
        table.columns.push(Column { name: column, is });
    }
    Ok(schemas)
}

fn type_of(name: &str) -> Type {
    match name {
        "character varying" | "text" | "character" => Type::Text,
        "boolean" => Type::Flag,
        "super" => Type::Super,
        _ if name.starts_with("timestamp") => Type::Time,
        _ => Type::Other,
    }
}

fn is_ours(tables: &BTreeMap<String, Table>) -> bool {
    let has = |log: &Table| log.column(&["message_event"]).is_some() && log.column(&["time_stamp"]).is_some();
    tables.get("log").is_some_and(has)
}

/// The schemas with a LOG of Fivetran.
fn ours(schemas: &Schemas) -> impl Iterator<Item = &str> {
    schemas.iter().filter(|(_, tables)| is_ours(tables)).map(|(name, _)| &**name)
}

fn choose(schemas: &Schemas, wanted: Option<&str>) -> Option<String> {
    let ours = |name: &str| schemas.get(name).is_some_and(is_ours).then(|| name.to_owned());
    match wanted {
        Some(wanted) => ours(wanted).or_else(|| ours(&wanted.to_lowercase())),
        None => USUAL.iter().find_map(|name| ours(name)).or_else(|| self::ours(schemas).next().map(str::to_owned)),
    }
}

/// Whether a table may be read. The catalogue also lists those of which only something else is allowed.
async fn probe(link: &Link, table: &str) -> Result<(), tokio_postgres::Error> {
    link.run(&format!("SELECT 1 FROM {table} WHERE 1 = 0")).await
}

/// The fault of a database without a LOG that can be seen: a catalogue does not list what one has no right to.
async fn missing(link: &Link, schema: Option<&str>, schemas: &Schemas) -> Fault {
    let candidates = schema.map_or_else(|| USUAL.to_vec(), |schema| vec![schema]);
    for candidate in &candidates {
        let table = format!("{}.{}", quoted(candidate), quoted("log"));
        if let Err(error) = probe(link, &table).await {
            let fault = fault::of(&error, link.address());
            if fault.code != Code::NotFound {
                return fault;
            }
        }
    }
    let what = match schema {
        Some(schema) => format!("there is no LOG table of Fivetran in schema {schema} of {}", link.address()),
        None => format!("there is no LOG table of Fivetran in {}", link.address()),
    };
    let cause = match &*ours(schemas).collect::<Vec<_>>() {
        [] => "no schema has a table LOG with message_event and time_stamp".to_owned(),
        logs => format!("there is one in {}", logs.join(", ")),
    };
    Fault::new(Code::NotFound, what)
        .cause(cause)
        .hint("name the destination schema of the Platform Connector with --schema, and check the database's name")
}

/// A name as SQL has it, whatever is in it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in crate::read::sql) fn table(name: &str, columns: &[(&str, Type)]) -> Table {
        let columns = columns.iter().map(|(name, is)| Column { name: (*name).to_owned(), is: *is }).collect();
        Table { schema: "fivetran_log".to_owned(), name: name.to_owned(), columns }
    }

    fn schemas(names: &[&str]) -> Schemas {
        let log = || table("log", &[("message_event", Type::Text), ("time_stamp", Type::Time)]);
        names.iter().map(|name| ((*name).to_owned(), BTreeMap::from([("log".to_owned(), log())]))).collect()
    }

    #[test]
    fn the_usual_schemas_come_first_and_a_named_one_is_the_only_one() {
        let found = schemas(&["a", "fivetran_log", "fivetran_platform", "z"]);
        assert_eq!(choose(&found, None).as_deref(), Some("fivetran_log"));
        assert_eq!(choose(&found, Some("z")).as_deref(), Some("z"));
        assert_eq!(choose(&found, Some("Z")).as_deref(), Some("z"));
        assert_eq!(choose(&found, Some("b")), None);
        assert_eq!(choose(&schemas(&["other"]), None).as_deref(), Some("other"));
        let mut foreign = schemas(&["app"]);
        foreign.get_mut("app").unwrap().insert("log".to_owned(), table("log", &[("line", Type::Text)]));
        assert_eq!(choose(&foreign, None), None);
    }

    #[test]
    fn names_cannot_end_their_quotes_and_columns_of_both_generations_are_one() {
        assert_eq!(quoted(r#"a"; DROP TABLE b; --"#), r#""a""; DROP TABLE b; --""#);
        let log = table("LOG", &[("connector_id", Type::Text), ("CONNECTION_ID", Type::Other)]);
        let both = ["connection_id", "connector_id"];
        assert_eq!(log.text(&both), r#"COALESCE(CAST("CONNECTION_ID" AS TEXT), "connector_id")"#);
        assert_eq!(log.text(&["sync_id"]), "CAST(NULL AS VARCHAR)");
        let redshift = table("log", &[("message_data", type_of("super")), ("paused", type_of("boolean"))]);
        assert_eq!(redshift.text(&["message_data"]), r#"NULLIF(JSON_SERIALIZE("message_data"), 'null')"#);
        assert_eq!(redshift.text(&["paused"]), r#"CASE WHEN "paused" THEN 'true' WHEN NOT "paused" THEN 'false' END"#);
        assert_eq!(log.from(), r#""fivetran_log"."LOG""#);
    }
}
