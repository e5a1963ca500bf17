//! Reads the cells of a row in the binary form of the protocol.

use std::error::Error;

use chrono::{DateTime, NaiveDateTime, Utc};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use crate::sources::warehouse::database::RowCells;

impl RowCells for Row {
    fn text(&self, at: usize) -> Option<&str> {
        self.try_get::<_, Option<RowText<'_>>>(at).ok().flatten().map(|text| text.0).filter(|text| !text.is_empty())
    }

    fn time(&self, at: usize) -> Option<DateTime<Utc>> {
        self.try_get::<_, Option<RowMoment>>(at).ok().flatten().map(|moment| moment.0)
    }
}

/// Reads text of any text type.
struct RowText<'r>(&'r str);

impl<'r> FromSql<'r> for RowText<'r> {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(std::str::from_utf8(raw)?))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::UNKNOWN)
    }
}

/// Parses a timestamp; without a zone it is in UTC.
struct RowMoment(DateTime<Utc>);

impl<'r> FromSql<'r> for RowMoment {
    fn from_sql(ty: &Type, raw: &'r [u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        match *ty {
            Type::TIMESTAMP => NaiveDateTime::from_sql(ty, raw).map(|naive| Self(naive.and_utc())),
            _ => DateTime::<Utc>::from_sql(ty, raw).map(Self),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::TIMESTAMP | Type::TIMESTAMPTZ)
    }
}
