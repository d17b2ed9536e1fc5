//! What all requests share.

use sqlx::SqliteConnection;
use tokio::sync::{Mutex, MutexGuard};

use super::ServerConfig;
use super::auth::ApiKey;
use super::rate::RateLimiter;
use super::snapshot::SnapshotCache;

/// One server's state.
pub struct State {
    /// SQLite has one writer, so one connection serves all who write: they take turns.
    pub database: Mutex<SqliteConnection>,
    readers: Option<Readers>,
    pub tenant_id: String,
    pub api_key: ApiKey,
    pub classic: bool,
    pub limiter: Option<RateLimiter>,
    pub snapshot: SnapshotCache,
}

/// Connections that only read. A database in memory has none: there is one connection for all.
struct Readers {
    quick: Mutex<SqliteConnection>,
    bulk: Mutex<SqliteConnection>,
}

impl State {
    pub fn new(
        database: SqliteConnection,
        readers: Option<[SqliteConnection; 2]>,
        tenant_id: String,
        config: &ServerConfig,
    ) -> Self {
        Self {
            database: Mutex::new(database),
            readers: readers
                .map(|[quick, bulk]| Readers { quick: Mutex::new(quick), bulk: Mutex::new(bulk) }),
            tenant_id,
            api_key: ApiKey::new(&config.api_key),
            classic: config.classic,
            limiter: config.rate_limit.map(RateLimiter::new),
            snapshot: SnapshotCache::default(),
        }
    }

    /// For what is answered at once: no upload and no snapshot in the making delays it.
    pub async fn reader(&self) -> MutexGuard<'_, SqliteConnection> {
        self.readers.as_ref().map_or(&self.database, |readers| &readers.quick).lock().await
    }

    /// For reading the whole clinic, which takes a second.
    pub async fn bulk_reader(&self) -> MutexGuard<'_, SqliteConnection> {
        self.readers.as_ref().map_or(&self.database, |readers| &readers.bulk).lock().await
    }
}
