//! What all requests share.

use sqlx::SqliteConnection;
use tokio::sync::Mutex;

use super::ServerConfig;
use super::auth::ApiKey;
use super::rate::RateLimiter;
use super::snapshot::SnapshotCache;

/// One server's state. SQLite has one writer, so one connection serves all: requests take turns.
pub struct State {
    pub database: Mutex<SqliteConnection>,
    pub tenant_id: String,
    pub api_key: ApiKey,
    pub classic: bool,
    pub limiter: Option<RateLimiter>,
    pub snapshot: SnapshotCache,
}

impl State {
    pub fn new(database: SqliteConnection, tenant_id: String, config: &ServerConfig) -> Self {
        Self {
            database: Mutex::new(database),
            tenant_id,
            api_key: ApiKey::new(&config.api_key),
            classic: config.classic,
            limiter: (config.classic && config.rate_limited).then(RateLimiter::default),
            snapshot: SnapshotCache::default(),
        }
    }
}
