//! The parameters of a statement, which are sent separately from its text.

use std::error::Error;

use bytes::BytesMut;
use chrono::{DateTime, SecondsFormat, Utc};
use tokio_postgres::types::{IsNull, ToSql, Type as SqlType, to_sql_checked};

/// A parameter of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Parameter {
    Text(String),
    Time(DateTime<Utc>),
    Count(i64),
}

impl ToSql for Parameter {
    fn to_sql(&self, ty: &SqlType, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Text(text) => text.to_sql(ty, out),
            Self::Time(time) if *ty == SqlType::TIMESTAMP => time.naive_utc().to_sql(ty, out),
            Self::Time(time) => time.to_sql(ty, out),
            Self::Count(count) => count.to_sql(ty, out),
        }
    }

    fn accepts(_: &SqlType) -> bool {
        true
    }

    to_sql_checked!();
}

impl std::fmt::Display for Parameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => write!(f, "{text:?}"),
            Self::Time(time) => write!(f, "{}", time.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            Self::Count(count) => write!(f, "{count}"),
        }
    }
}
