//! Converts the parameters of a statement to the binary form of the protocol.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type as SqlType, to_sql_checked};

use crate::sources::warehouse::parameter::Parameter;

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
