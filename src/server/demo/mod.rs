//! demo
use super::ServerError;
use sqlx::SqliteConnection;
pub async fn fill(_db: &mut SqliteConnection) -> Result<(), ServerError> {
    Ok(())
}
