//! The demo clinic: made-up people, animals and prices, the same at every run.
//!
//! Exactly 61,974 clients, 82,371 patients and 1,092 price items, two branches and the user `admin` / `demo`; no
//! appointment, no invoice; or that many times a [`Scale`], as much of each. The words it is made of are the lists in
//! `assets/demo`.

mod animals;
mod dice;
mod lists;
mod people;
mod prices;
mod scale;

use sqlx::{Connection, SqliteConnection};

use self::dice::Dice;
pub use self::scale::Scale;
use super::{ServerError, auth, storage};

const CLIENTS: usize = 61_974;
const PATIENTS: usize = 82_371;
/// Rows a statement: measured as the fastest.
const CHUNK: usize = 5_000;

const TENANT_ID: &str = "6f2c1b7e-5a0d-4c3f-9b58-1de0c4a7d001";
const BRANCHES: [(&str, &str, &str); 2] = [
    ("b1f0c3a2-6d0e-4a53-9c55-0a1b2c3d4e01", "Клиника на Лесной", "г. Москва, ул. Лесная, д. 12"),
    ("b1f0c3a2-6d0e-4a53-9c55-0a1b2c3d4e02", "Клиника у парка", "г. Мытищи, ул. Парковая, д. 3, корп. 1"),
];
const USER_ID: &str = "0d9e51f4-7c1a-4b1e-8a2d-3f6b8c9d0e11";

/// Fills an empty database in one transaction: a run that is cut off leaves it empty, and of two servers that start
/// on one new file the second finds it filled. One that holds rows stays as it is.
///
/// The wait for the disk is left out meanwhile; the clinic can be made again.
pub async fn fill_if_empty(db: &mut SqliteConnection, scale: Scale) -> Result<(), ServerError> {
    pragma(db, "PRAGMA synchronous = OFF").await?;
    let mut all_at_once = db.begin_with("BEGIN IMMEDIATE").await?;
    if storage::is_empty(&mut all_at_once).await? {
        tracing::info!("filling the database with the demo clinic");
        fill(&mut all_at_once, scale).await?;
    }
    all_at_once.commit().await?;
    pragma(db, "PRAGMA synchronous = FULL").await?;
    Ok(())
}

async fn fill(db: &mut SqliteConnection, scale: Scale) -> Result<(), ServerError> {
    let hash = tokio::task::spawn_blocking(|| auth::hash_password("demo"));
    sqlx::query("UPDATE clinic SET tenant_id = ?1").bind(TENANT_ID).execute(&mut *db).await?;
    for (id, name, address) in BRANCHES {
        sqlx::query("INSERT INTO branches (id, name, address) VALUES (?1, ?2, ?3)")
            .bind(id)
            .bind(name)
            .bind(address)
            .execute(&mut *db)
            .await?;
    }
    let mut dice = Dice::new();
    let owners = people::fill(&mut *db, &mut dice, scale.of(CLIENTS)).await?;
    animals::fill(&mut *db, &mut dice, &owners, scale).await?;
    prices::fill(&mut *db, scale).await?;
    let hash = hash.await.map_err(|_dropped| ServerError::Ended)??;
    sqlx::query(include_str!("../sql/insert_user.sql"))
        .bind(USER_ID)
        .bind("admin")
        .bind("Администратор")
        .bind("admin")
        .bind(BRANCHES[0].0)
        .bind(hash)
        .execute(db)
        .await?;
    Ok(())
}

async fn pragma(db: &mut SqliteConnection, pragma: &'static str) -> Result<(), sqlx::Error> {
    sqlx::query(pragma).execute(db).await?;
    Ok(())
}

/// Rows on their way into one table, as a JSON array of arrays that SQLite takes apart. The texts of the lists hold
/// nothing that JSON would escape.
struct Rows {
    insert: &'static str,
    json: String,
    count: usize,
}

impl Rows {
    fn new(insert: &'static str) -> Self {
        Self { insert, json: String::with_capacity(CHUNK * 250), count: 0 }
    }

    /// Adds one row, its JSON without the brackets.
    async fn add(&mut self, db: &mut SqliteConnection, row: &str) -> Result<(), sqlx::Error> {
        self.json.push_str(if self.count == 0 { "[[" } else { ",[" });
        self.json.push_str(row);
        self.json.push(']');
        self.count += 1;
        if self.count == CHUNK { self.flush(db).await } else { Ok(()) }
    }

    async fn flush(&mut self, db: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if self.count > 0 {
            self.json.push(']');
            sqlx::query(self.insert).bind(&*self.json).execute(db).await?;
            self.json.clear();
            self.count = 0;
        }
        Ok(())
    }
}

/// Appends `,"text"`, or `,null`.
fn push_text(row: &mut String, text: Option<&str>) {
    match text {
        None => row.push_str(",null"),
        Some(text) => {
            row.push_str(",\"");
            row.push_str(text);
            row.push('"');
        }
    }
}

#[cfg(test)]
mod tests;
