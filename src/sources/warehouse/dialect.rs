//! The differences between databases: quotes, types, times, parameters and the list of columns.
//!
//! All statements use plain SQL; this table holds the rest. docs/development/warehouse.md has it as a table.

use std::fmt;

use chrono::{DateTime, Utc};

use super::parameter::Parameter;

/// The tables of the Platform Connector that connlog reads, in lower case.
const TABLES: &str = "'log', 'connection', 'connector', 'audit_trail', 'transformation_runs', 'user', 'destination'";

/// How a statement refers to a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placeholder {
    /// `$1`.
    Numbered,
    /// `?`.
    Question,
    /// The bytes of the text as a hexadecimal literal, for drivers without parameters.
    Literal,
}

/// How a statement compares times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TimeForm {
    /// Parameters have the type of the column.
    Typed,
    /// Parameters are text that is cast to the type of the column: one without a zone, or one with a zone.
    Cast { naive: &'static str, zoned: &'static str },
    /// Columns and parameters are text in one form.
    Text,
}

/// Where the columns of all tables are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ColumnList {
    /// `information_schema` of the database.
    Database,
    /// `INFORMATION_SCHEMA` of each schema.
    Schema,
    /// The functions of SQLite.
    Pragma,
}

/// The SQL of a database.
pub struct Dialect {
    pub(crate) name: &'static str,
    /// The quote of names.
    quote: char,
    /// The type of text.
    text: &'static str,
    placeholder: Placeholder,
    times: TimeForm,
    /// The function that returns a value of a JSON type as JSON text; empty where a cast does.
    json: &'static str,
    /// Returns a text as a time; unreadable text becomes null.
    read_time: fn(&str) -> String,
    /// A type `timestamp` without further words has a zone.
    timestamp_has_zone: bool,
    columns: ColumnList,
    /// Statements that make a session read-only, and its zone UTC. A database may refuse them.
    pub(crate) session: &'static [&'static str],
}

/// A pattern of text that every server can read as a time: one unreadable text would fail the whole query.
const READABLE: &str = "^[1-9][0-9]{3}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)\
     ([ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?( ?(Z|UTC|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?))?)?$";

/// PostgreSQL and Redshift over PostgreSQL's protocol.
pub(crate) static POSTGRES: Dialect = Dialect {
    name: "PostgreSQL",
    quote: '"',
    text: "TEXT",
    placeholder: Placeholder::Numbered,
    times: TimeForm::Typed,
    json: "",
    read_time: |text| format!("CASE WHEN {text} ~ '{READABLE}' THEN CAST({text} AS TIMESTAMP WITH TIME ZONE) END"),
    timestamp_has_zone: false,
    columns: ColumnList::Database,
    session: &[],
};

impl Default for &'static Dialect {
    fn default() -> Self {
        &POSTGRES
    }
}

/// The dialects of ADBC drivers.
#[cfg(feature = "adbc")]
pub(crate) mod adbc {
    use super::{ColumnList, Dialect, POSTGRES, Placeholder, TimeForm};

    /// Standard SQL, for databases that connlog does not know.
    pub(crate) static STANDARD: Dialect = Dialect {
        name: "SQL",
        quote: '"',
        text: "VARCHAR",
        placeholder: Placeholder::Question,
        times: TimeForm::Cast { naive: "TIMESTAMP", zoned: "TIMESTAMP WITH TIME ZONE" },
        json: "",
        read_time: |text| format!("CAST({text} AS TIMESTAMP WITH TIME ZONE)"),
        timestamp_has_zone: false,
        columns: ColumnList::Database,
        session: &[],
    };
    pub(crate) static POSTGRESQL: Dialect = Dialect {
        text: "TEXT",
        placeholder: Placeholder::Numbered,
        name: "PostgreSQL",
        read_time: POSTGRES.read_time,
        session: &["SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "SET TIME ZONE 'UTC'"],
        ..STANDARD
    };
    pub(crate) static SNOWFLAKE: Dialect = Dialect {
        name: "Snowflake",
        times: TimeForm::Cast { naive: "TIMESTAMP_NTZ", zoned: "TIMESTAMP_TZ" },
        json: "TO_JSON",
        read_time: |text| format!("TRY_TO_TIMESTAMP_TZ({text})"),
        session: &["ALTER SESSION SET TIMEZONE = 'UTC'"],
        ..STANDARD
    };
    pub(crate) static BIGQUERY: Dialect = Dialect {
        name: "BigQuery",
        quote: '`',
        text: "STRING",
        times: TimeForm::Cast { naive: "DATETIME", zoned: "TIMESTAMP" },
        json: "TO_JSON_STRING",
        read_time: |text| format!("SAFE_CAST({text} AS TIMESTAMP)"),
        timestamp_has_zone: true,
        columns: ColumnList::Schema,
        ..STANDARD
    };
    pub(crate) static DATABRICKS: Dialect = Dialect {
        name: "Databricks",
        quote: '`',
        text: "STRING",
        placeholder: Placeholder::Literal,
        times: TimeForm::Cast { naive: "TIMESTAMP_NTZ", zoned: "TIMESTAMP" },
        json: "TO_JSON",
        read_time: |text| format!("TRY_CAST({text} AS TIMESTAMP)"),
        timestamp_has_zone: true,
        session: &["SET TIME ZONE 'UTC'"],
        ..STANDARD
    };
    pub(crate) static DUCKDB: Dialect = Dialect {
        name: "DuckDB",
        read_time: |text| format!("TRY_CAST({text} AS TIMESTAMP WITH TIME ZONE)"),
        session: &["SET TimeZone = 'UTC'"],
        ..STANDARD
    };
    pub(crate) static SQLITE: Dialect = Dialect {
        name: "SQLite",
        text: "TEXT",
        times: TimeForm::Text,
        read_time: |text| format!("STRFTIME('%Y-%m-%dT%H:%M:%f', {text})"),
        columns: ColumnList::Pragma,
        session: &["PRAGMA query_only = ON"],
        ..STANDARD
    };
}

impl Dialect {
    /// Quotes a name.
    pub(crate) fn quoted(&self, name: &str) -> String {
        let quote = self.quote;
        match quote {
            // BigQuery escapes its quote with a backslash; a name there has neither.
            '`' => format!("`{}`", name.replace(['`', '\\'], "")),
            _ => format!("{quote}{}{quote}", name.replace(quote, &format!("{quote}{quote}"))),
        }
    }

    /// Casts an expression to text.
    pub(crate) fn as_text(&self, expression: &str) -> String {
        format!("CAST({expression} AS {})", self.text)
    }

    /// Returns a column of a JSON type as JSON text.
    pub(crate) fn json_text(&self, column: &str) -> String {
        if self.json.is_empty() { self.as_text(column) } else { format!("{}({column})", self.json) }
    }

    /// Returns a column of text as a time.
    pub(crate) fn read_time(&self, column: &str) -> String {
        (self.read_time)(column)
    }

    /// Returns whether times arrive in the binary form of the database, so that text must be made on the server.
    pub(crate) fn has_typed_times(&self) -> bool {
        self.times == TimeForm::Typed
    }

    /// Returns whether every column of times holds text.
    pub(crate) fn has_text_times(&self) -> bool {
        self.times == TimeForm::Text
    }

    /// Returns whether a type of times, in lower case, has a zone.
    pub(crate) fn is_zoned(&self, name: &str) -> bool {
        let bare = matches!(name, "timestamp" | "timestamp(6)");
        if bare {
            self.timestamp_has_zone
        } else {
            name.contains("_tz") || name.contains("ltz") || name.contains("with time")
        }
    }

    /// Returns the statement that lists the columns of the tables. `schema` is the one that the user named.
    pub(crate) fn columns_statement(&self, schema: Option<&str>) -> String {
        let columns = "table_schema, table_name, column_name, data_type";
        match (self.columns, schema) {
            (ColumnList::Pragma, _) => format!(
                "SELECT 'main', tables.name, columns.name, columns.type FROM sqlite_master AS tables \
                 JOIN pragma_table_info(tables.name) AS columns WHERE LOWER(tables.name) IN ({TABLES}) \
                 ORDER BY tables.name, columns.cid"
            ),
            (ColumnList::Schema, Some(schema)) => format!(
                "SELECT {columns} FROM {}.INFORMATION_SCHEMA.COLUMNS WHERE LOWER(table_name) IN ({TABLES}) \
                 ORDER BY table_schema, table_name, ordinal_position",
                self.quoted(schema)
            ),
            _ => format!(
                "SELECT {columns} FROM information_schema.columns WHERE LOWER(table_name) IN ({TABLES}) \
                 ORDER BY table_schema, table_name, ordinal_position"
            ),
        }
    }

    /// Adds a value to `parameters`, and returns the expression that refers to it.
    pub(crate) fn bind(&self, value: Parameter, parameters: &mut Vec<Parameter>) -> String {
        match (self.placeholder, &value) {
            // Drivers bind text alone.
            (_, Parameter::Count(count)) if !self.has_typed_times() => count.to_string(),
            (Placeholder::Literal, Parameter::Text(text)) => self.as_text(&format!("X'{}'", hexadecimal(text))),
            (placeholder, _) => {
                parameters.push(value);
                if placeholder == Placeholder::Numbered { format!("${}", parameters.len()) } else { "?".to_owned() }
            }
        }
    }

    /// Adds a time to `parameters`, and returns the expression that compares with a column with or without a zone.
    pub(crate) fn bind_time(&self, time: DateTime<Utc>, zoned: bool, parameters: &mut Vec<Parameter>) -> String {
        match self.times {
            TimeForm::Typed => self.bind(Parameter::Time(time), parameters),
            TimeForm::Text => self.bind(Parameter::Text(time.format("%Y-%m-%dT%H:%M:%S%.3f").to_string()), parameters),
            TimeForm::Cast { naive, zoned: with_zone } => {
                let form = if zoned { "%Y-%m-%d %H:%M:%S%.6f+00:00" } else { "%Y-%m-%d %H:%M:%S%.6f" };
                let place = self.bind(Parameter::Text(time.format(form).to_string()), parameters);
                format!("CAST({place} AS {})", if zoned { with_zone } else { naive })
            }
        }
    }
}

/// Returns the bytes of a text in hexadecimal digits.
fn hexadecimal(text: &str) -> String {
    let mut digits = String::new();
    for byte in text.bytes() {
        digits += &format!("{byte:02X}");
    }
    digits
}

impl PartialEq for Dialect {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Dialect {}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}
