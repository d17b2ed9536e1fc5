//! Whether anything in the store is other than it was, without looking at it all.

use chrono::{DateTime, Utc};

use super::{Store, StoreError, meta};

/// The two moments that move with every sync that finds nothing new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stamps {
    pub last_sync: Option<DateTime<Utc>>,
    pub last_download: Option<DateTime<Utc>>,
}

impl Store {
    /// A text that is another one after any change but of the [`Stamps`]: every insert takes a number, every download
    /// that brings something a cursor, and what waits is looked at. It means nothing else. A table whose root or newest
    /// row cannot be read is found by it.
    pub fn fingerprint(&mut self) -> Result<String, StoreError> {
        self.block(async |conn| {
            sqlx::query_scalar(include_str!("sql/fingerprint.sql"))
                .bind(meta::LAST_SYNC)
                .bind(meta::LAST_DOWNLOAD)
                .fetch_one(conn)
                .await
        })
    }

    pub fn stamps(&mut self) -> Result<Stamps, StoreError> {
        self.block(async |conn| {
            Ok(Stamps {
                last_sync: meta::time(conn, meta::LAST_SYNC).await?,
                last_download: meta::time(conn, meta::LAST_DOWNLOAD).await?,
            })
        })
    }
}
