//! Transactions by hand. A disk that is full ends one by itself, which sqlx's own do not learn: after one of those none
//! would begin on this connection any more, until the server is started anew.

use sqlx::SqliteConnection;

/// Begins one that writes. What was cut off in the middle of another left nothing.
pub async fn begin(db: &mut SqliteConnection) -> sqlx::Result<()> {
    // An error means that none is open, as it should be.
    run(&mut *db, "ROLLBACK").await.ok();
    run(db, "BEGIN IMMEDIATE").await
}

/// Commits what succeeded, or sees to it that nothing of it stays.
pub async fn end<T, E: From<sqlx::Error>>(db: &mut SqliteConnection, done: Result<T, E>) -> Result<T, E> {
    let done = match done {
        Ok(done) => run(&mut *db, "COMMIT").await.map(|()| done).map_err(E::from),
        Err(error) => Err(error),
    };
    if done.is_err()
        && let Err(error) = run(db, "ROLLBACK").await
    {
        tracing::debug!(%error, "the transaction had ended by itself");
    }
    done
}

/// Begins a part that can be undone by itself. One at a time.
pub async fn begin_part(db: &mut SqliteConnection) -> sqlx::Result<()> {
    run(db, "SAVEPOINT part").await
}

/// Fails where the transaction has ended meanwhile.
pub async fn keep_part(db: &mut SqliteConnection) -> sqlx::Result<()> {
    run(db, "RELEASE part").await
}

/// Fails where the transaction has ended meanwhile.
pub async fn undo_part(db: &mut SqliteConnection) -> sqlx::Result<()> {
    run(db, "ROLLBACK TO part; RELEASE part").await
}

async fn run(db: &mut SqliteConnection, statement: &'static str) -> sqlx::Result<()> {
    sqlx::raw_sql(statement).execute(db).await.map(drop)
}
