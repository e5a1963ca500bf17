//! Finds the tables of the Platform Connector and their columns. Two generations of names are in use, often together.

use std::collections::BTreeMap;

use super::database::Database;
use super::dialect::Dialect;
use connlog_core::error::{Code, Error, Result};

/// The usual schemas of the tables, the most likely first.
const USUAL: [&str; 3] = ["fivetran_metadata", "fivetran_log", "fivetran_platform"];

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnType {
    Text,
    /// A timestamp in UTC without a zone.
    Time,
    /// A timestamp with a zone.
    ZonedTime,
    /// A boolean, which Redshift cannot cast to text.
    Flag,
    /// Redshift's type for JSON. A cast to text would cut it at 256 characters.
    Super,
    /// A type for JSON of another database.
    Json,
    Other,
}

impl ColumnType {
    /// Returns whether it is a timestamp.
    pub(crate) const fn is_time(self) -> bool {
        matches!(self, Self::Time | Self::ZonedTime)
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableColumn {
    name: String,
    pub(crate) is: ColumnType,
    dialect: &'static Dialect,
}

impl TableColumn {
    /// Returns the quoted name as a text expression for any type.
    pub(crate) fn text(&self) -> String {
        let name = self.plain();
        match self.is {
            ColumnType::Text => name,
            ColumnType::Time | ColumnType::ZonedTime | ColumnType::Other => self.dialect.as_text(&name),
            ColumnType::Json => self.dialect.json_text(&name),
            ColumnType::Flag => {
                format!("CASE WHEN {name} THEN 'true' WHEN NOT {name} THEN 'false' END")
            }
            ColumnType::Super => format!("NULLIF(JSON_SERIALIZE({name}), 'null')"),
        }
    }

    /// Returns the quoted name.
    pub(crate) fn plain(&self) -> String {
        self.dialect.quoted(&self.name)
    }

    /// Returns the SQL of its database.
    pub(crate) const fn dialect(&self) -> &'static Dialect {
        self.dialect
    }
}

/// A readable table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct CatalogTable {
    schema: String,
    name: String,
    columns: Vec<TableColumn>,
    dialect: &'static Dialect,
}

impl CatalogTable {
    /// Returns the first of these columns that exists.
    pub(crate) fn column(&self, names: &[&str]) -> Option<&TableColumn> {
        names.iter().find_map(|name| self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name)))
    }

    /// Returns an expression for the first non-null text of the existing columns, or a null.
    pub(crate) fn text(&self, names: &[&str]) -> String {
        let there: Vec<String> = names.iter().filter_map(|name| self.column(&[name])).map(TableColumn::text).collect();
        match &*there {
            [] => self.dialect.as_text("NULL"),
            [one] => one.clone(),
            several => format!("COALESCE({})", several.join(", ")),
        }
    }

    /// Returns a timestamp as text: in seconds since 1970, independent of the session, or unchanged from a text
    /// column. Databases that return times as times keep the timestamp.
    pub(crate) fn epoch(&self, name: &str) -> String {
        match self.column(&[name]) {
            Some(column) if column.is.is_time() && self.dialect.has_typed_times() => {
                self.dialect.as_text(&format!("EXTRACT(EPOCH FROM {})", column.plain()))
            }
            // Such a database returns times as times.
            Some(column) if column.is.is_time() => column.plain(),
            _ => self.text(&[name]),
        }
    }

    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    /// Returns the name without quotes.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the quoted name with the schema.
    pub(crate) fn from(&self) -> String {
        format!("{}.{}", self.dialect.quoted(&self.schema), self.dialect.quoted(&self.name))
    }

    /// Returns the SQL of its database.
    pub(crate) const fn dialect(&self) -> &'static Dialect {
        self.dialect
    }
}

/// The tables of one schema.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tables {
    pub(crate) log: CatalogTable,
    /// The present table, then the one from before 2025.
    pub(crate) connections: Vec<CatalogTable>,
    pub(crate) audit: Option<CatalogTable>,
    pub(crate) runs: Option<CatalogTable>,
    pub(crate) users: Option<CatalogTable>,
    pub(crate) destinations: Option<CatalogTable>,
    /// The tables that the user has no right to read.
    pub(crate) denied: Vec<String>,
    /// Other schemas with a LOG, if the user chose none.
    pub(crate) elsewhere: Vec<String>,
}

impl Tables {
    /// Finds the tables: in `schema`, else in a usual schema, else in the only schema with a LOG.
    pub(crate) async fn find<D: Database>(link: &D, schema: Option<&str>) -> Result<Self> {
        let mut schemas = list_schemas(link, schema).await?;
        let chosen = choose(&schemas, schema);
        let Some(found) = chosen.and_then(|chosen| schemas.remove(&chosen)) else {
            return Err(missing(link, schema, &schemas).await);
        };
        let mut tables = Self::resolve(link, found).await?;
        if schema.is_none() {
            tables.elsewhere = ours(&schemas).map(str::to_owned).collect();
        }
        Ok(tables)
    }

    async fn resolve<D: Database>(link: &D, mut found: BTreeMap<String, CatalogTable>) -> Result<Self> {
        let mut tables = Self { log: found.remove("log").unwrap_or_default(), ..Self::default() };
        probe(link, &tables.log.from()).await?;
        for name in ["connection", "connector", "audit_trail", "transformation_runs", "user", "destination"] {
            let Some(table) = found.remove(name) else { continue };
            if let Err(fault) = probe(link, &table.from()).await {
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

/// Returns the tables by schema and lower-case name.
type Schemas = BTreeMap<String, BTreeMap<String, CatalogTable>>;

async fn list_schemas<D: Database>(link: &D, schema: Option<&str>) -> Result<Schemas> {
    let dialect = link.dialect();
    let mut schemas = Schemas::new();
    for row in link.rows(&dialect.columns_statement(schema)).await? {
        let [Some(schema), Some(name), Some(column), Some(is)] = row.first_chunk().cloned().unwrap_or_default() else {
            continue;
        };
        let is = type_of(&is, dialect);
        let tables = schemas.entry(schema.clone()).or_default();
        let table = tables.entry(name.to_lowercase());
        let table = table.or_insert_with(|| CatalogTable { schema, name, columns: Vec::new(), dialect });
        table.columns.push(TableColumn { name: column, is, dialect });
    }
    Ok(schemas)
}

fn type_of(name: &str, dialect: &Dialect) -> ColumnType {
    let name = name.to_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    match &*name {
        // Every value of such a database may be text.
        _ if dialect.has_text_times() => ColumnType::Text,
        "boolean" | "bool" => ColumnType::Flag,
        "super" => ColumnType::Super,
        _ if begins(&["character", "text", "varchar", "string"]) => ColumnType::Text,
        _ if begins(&["timestamp", "datetime"]) && dialect.is_zoned(&name) => ColumnType::ZonedTime,
        _ if begins(&["timestamp", "datetime"]) => ColumnType::Time,
        _ if begins(&["variant", "object", "array", "json", "struct", "map"]) => ColumnType::Json,
        _ => ColumnType::Other,
    }
}

fn is_ours(tables: &BTreeMap<String, CatalogTable>) -> bool {
    let has = |log: &CatalogTable| log.column(&["message_event"]).is_some() && log.column(&["time_stamp"]).is_some();
    tables.get("log").is_some_and(has)
}

/// Returns the schemas with a LOG of Fivetran.
fn ours(schemas: &Schemas) -> impl Iterator<Item = &str> {
    schemas.iter().filter(|(_, tables)| is_ours(tables)).map(|(name, _)| &**name)
}

fn choose(schemas: &Schemas, wanted: Option<&str>) -> Option<String> {
    // A name in its own case comes first.
    let all = || ours(schemas);
    let ours = |wanted: &str| {
        let is_own = |name: &&str| *name == wanted;
        let is_same = |name: &&str| name.eq_ignore_ascii_case(wanted);
        all().find(is_own).or_else(|| all().find(is_same)).map(str::to_owned)
    };
    match wanted {
        Some(wanted) => ours(wanted),
        None => USUAL.iter().find_map(|name| ours(name)).or_else(|| all().next().map(str::to_owned)),
    }
}

/// Returns whether a table is readable. The catalog also lists tables with other rights only.
async fn probe<D: Database>(link: &D, table: &str) -> Result<()> {
    link.run(&format!("SELECT 1 FROM {table} WHERE 1 = 0")).await
}

/// Returns the error if no LOG is visible: a catalog does not list tables without rights.
async fn missing<D: Database>(link: &D, schema: Option<&str>, schemas: &Schemas) -> Error {
    let candidates = schema.map_or_else(|| USUAL.to_vec(), |schema| vec![schema]);
    for candidate in &candidates {
        let dialect = link.dialect();
        let table = format!("{}.{}", dialect.quoted(candidate), dialect.quoted("log"));
        if let Err(fault) = probe(link, &table).await
            && fault.code != Code::NotFound
        {
            return fault;
        }
    }
    let what = match schema {
        Some(schema) => format!("there is no LOG table of Fivetran in schema {schema} of {}", link.name()),
        None => format!("there is no LOG table of Fivetran in {}", link.name()),
    };
    let cause = match &*ours(schemas).collect::<Vec<_>>() {
        [] => "no schema has a table LOG with message_event and time_stamp".to_owned(),
        logs => format!("there is one in {}", logs.join(", ")),
    };
    Error::new(Code::NotFound, what)
        .cause(cause)
        .hint("name the destination schema of the Platform Connector with --schema, and check the database's name")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::sources::warehouse::dialect::POSTGRES;

    pub(crate) fn table(name: &str, columns: &[(&str, ColumnType)]) -> CatalogTable {
        let columns =
            columns.iter().map(|(name, is)| TableColumn { name: (*name).to_owned(), is: *is, dialect: &POSTGRES });
        let columns = columns.collect();
        CatalogTable { schema: "fivetran_log".to_owned(), name: name.to_owned(), columns, dialect: &POSTGRES }
    }

    fn schemas(names: &[&str]) -> Schemas {
        let log = || table("log", &[("message_event", ColumnType::Text), ("time_stamp", ColumnType::Time)]);
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
        foreign.get_mut("app").unwrap().insert("log".to_owned(), table("log", &[("line", ColumnType::Text)]));
        assert_eq!(choose(&foreign, None), None);
    }

    #[test]
    fn names_cannot_end_their_quotes_and_columns_of_both_generations_are_one() {
        assert_eq!(POSTGRES.quoted(r#"a"; DROP TABLE b; --"#), r#""a""; DROP TABLE b; --""#);
        let log = table("LOG", &[("connector_id", ColumnType::Text), ("CONNECTION_ID", ColumnType::Other)]);
        let both = ["connection_id", "connector_id"];
        assert_eq!(log.text(&both), r#"COALESCE(CAST("CONNECTION_ID" AS TEXT), "connector_id")"#);
        assert_eq!(log.text(&["sync_id"]), "CAST(NULL AS TEXT)");
        let redshift =
            table("log", &[("message_data", type_of("super", &POSTGRES)), ("paused", type_of("boolean", &POSTGRES))]);
        assert_eq!(redshift.text(&["message_data"]), r#"NULLIF(JSON_SERIALIZE("message_data"), 'null')"#);
        assert_eq!(redshift.text(&["paused"]), r#"CASE WHEN "paused" THEN 'true' WHEN NOT "paused" THEN 'false' END"#);
        assert_eq!(log.from(), r#""fivetran_log"."LOG""#);
    }
}
