//! Transactions by hand. A disk that is full or fails ends one by itself, which sqlx's own do not learn: after that
//! none that writes would begin on this connection any more, and one that reads would never end and see nothing new.

use sqlx::SqliteConnection;

/// Begins one that writes.
pub async fn begin(db: &mut SqliteConnection) -> sqlx::Result<()> {
    begin_with(db, "BEGIN IMMEDIATE").await
}

/// Begins one whose reads are all of one moment.
pub async fn begin_reading(db: &mut SqliteConnection) -> sqlx::Result<()> {
    begin_with(db, "BEGIN").await
}

/// What was cut off in the middle of another left nothing.
async fn begin_with(db: &mut SqliteConnection, statement: &'static str) -> sqlx::Result<()> {
    // An error means that none is open, as it should be.
    run(&mut *db, "ROLLBACK").await.ok();
    run(db, statement).await
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

/// Begins the first part of those that can each be undone by itself.
pub async fn begin_part(db: &mut SqliteConnection) -> sqlx::Result<()> {
    run(db, "SAVEPOINT part").await
}

/// Keeps the part, and begins the next. Fails where the transaction has ended meanwhile.
pub async fn keep_part(db: &mut SqliteConnection) -> sqlx::Result<()> {
    run(db, "RELEASE part; SAVEPOINT part").await
}

/// Undoes the part, in whose place the next begins. Fails where the transaction has ended meanwhile.
pub async fn undo_part(db: &mut SqliteConnection) -> sqlx::Result<()> {
    run(db, "ROLLBACK TO part").await
}

async fn run(db: &mut SqliteConnection, statement: &'static str) -> sqlx::Result<()> {
    sqlx::raw_sql(statement).execute(db).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::super::{Database, storage};
    use super::*;

    async fn epoch(db: &mut SqliteConnection) -> String {
        sqlx::query_scalar("SELECT epoch FROM change_log").fetch_one(db).await.unwrap()
    }

    #[tokio::test(flavor = "current_thread")]
    async fn after_one_that_ended_by_itself_another_begins_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::File(folder.path().join("clinic.db"));
        let mut writer = storage::open(&database, true).await.unwrap();
        let [mut reader, _] = storage::open_readers(&database).await.unwrap().unwrap();
        begin_reading(&mut reader).await.unwrap();
        epoch(&mut reader).await;
        // As a disk that fails does.
        run(&mut reader, "ROLLBACK").await.unwrap();
        let failed = end(&mut reader, Err::<(), _>(sqlx::Error::WorkerCrashed)).await;
        assert!(matches!(failed, Err(sqlx::Error::WorkerCrashed)));
        for _ in 0..2 {
            begin(&mut writer).await.unwrap();
            let renewed = storage::renew_epoch(&mut writer).await;
            let renewed = end(&mut writer, renewed).await.unwrap();
            begin_reading(&mut reader).await.unwrap();
            let read = epoch(&mut reader).await;
            assert_eq!(end::<_, sqlx::Error>(&mut reader, Ok(read)).await.unwrap(), renewed);
        }
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_was_cut_off_is_undone_before_another_begins() {
        let mut db = storage::open(&Database::Memory, true).await.unwrap();
        let before = epoch(&mut db).await;
        begin(&mut db).await.unwrap();
        storage::renew_epoch(&mut db).await.unwrap();
        begin(&mut db).await.unwrap();
        assert_eq!(epoch(&mut db).await, before);
    }
}
