//! The indexes of clients and patients, taken down while an empty store is filled, and made of the rows when they are all
//! there: an index that is made sorted is written once, one that grows by ids in no order many times.

use sqlx::{AssertSqlSafe, SqliteConnection};

/// As the schema has them. The transaction that took them down puts them up again, or is rolled back.
pub(super) struct Indexes(Vec<String>);

impl Indexes {
    pub(super) async fn take_down(conn: &mut SqliteConnection) -> sqlx::Result<Self> {
        let found: Vec<(String, String)> =
            sqlx::query_as(include_str!("sql/snapshot/indexes.sql")).fetch_all(&mut *conn).await?;
        let mut statements = Vec::with_capacity(found.len());
        for (name, statement) in found {
            sqlx::raw_sql(AssertSqlSafe(format!("DROP INDEX {name}"))).execute(&mut *conn).await?;
            statements.push(statement);
        }
        Ok(Self(statements))
    }

    /// Fails as a unique violation where an id stands twice.
    pub(super) async fn put_up(self, conn: &mut SqliteConnection) -> sqlx::Result<()> {
        for statement in self.0 {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *conn).await?;
        }
        Ok(())
    }
}
