//! The price list, which only downloads change.

use sqlx::{FromRow, Row, SqliteConnection};

use super::{ItemRow, SnapshotWriter, StoreError};
use crate::domain::{PriceItem, fold, match_price_list};

impl SnapshotWriter<'_> {
    /// The whole price list at once: its items are matched as multisets.
    pub fn nomenclature(&mut self, incoming: &[PriceItem]) -> Result<(), StoreError> {
        let counts = &mut self.counts.nomenclature;
        self.store.block(async |conn| {
            let stored: Vec<(ItemRow, bool)> = stored_items(conn).await?;
            let known: Vec<PriceItem> = stored.iter().map(|(row, _)| price_item(row)).collect();
            let matched = match_price_list(&known, incoming);
            counts.received += incoming.len() as u64;
            for (old, new) in matched.kept {
                let (row, archived) = &stored[old];
                if *archived || known[old] != incoming[new] {
                    write_item(conn, Some(row.id), &incoming[new]).await?;
                    counts.updated += 1;
                }
            }
            for new in matched.added {
                write_item(conn, None, &incoming[new]).await?;
                counts.inserted += 1;
            }
            for old in matched.archived.into_iter().filter(|&old| !stored[old].1) {
                sqlx::query("UPDATE nomenclature SET archived = 1 WHERE id = ?")
                    .bind(stored[old].0.id)
                    .execute(&mut *conn)
                    .await?;
                counts.archived += 1;
            }
            Ok(())
        })
    }
}

/// Live rows first: among equal ones they are matched before archived ones.
async fn stored_items(conn: &mut SqliteConnection) -> sqlx::Result<Vec<(ItemRow, bool)>> {
    let rows = sqlx::query("SELECT * FROM nomenclature ORDER BY archived, id").fetch_all(conn).await?;
    rows.iter().map(|row| Ok((ItemRow::from_row(row)?, row.try_get("archived")?))).collect()
}

fn price_item(row: &ItemRow) -> PriceItem {
    PriceItem {
        server_id: row.server_id.clone(),
        kind: row.kind,
        name: row.name.clone(),
        category: row.category.clone(),
        price: row.price,
    }
}

async fn write_item(conn: &mut SqliteConnection, id: Option<i64>, item: &PriceItem) -> sqlx::Result<()> {
    let query = if id.is_some() {
        sqlx::query(include_str!("sql/snapshot/update_item.sql"))
    } else {
        sqlx::query(include_str!("sql/snapshot/insert_item.sql"))
    };
    query
        .bind(id)
        .bind(&item.server_id)
        .bind(&item.name)
        .bind(item.kind)
        .bind(item.price)
        .bind(&item.category)
        .bind(fold(&item.name))
        .bind(fold(item.category.as_deref().unwrap_or_default()))
        .execute(conn)
        .await?;
    Ok(())
}
