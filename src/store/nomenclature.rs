//! The price list, which only downloads change.

use std::collections::HashSet;

use sqlx::{FromRow, Row, SqliteConnection};

use super::jsonb::Rows;
use super::{ItemRow, ListCounts, SnapshotWriter, StoreError};
use crate::domain::{PriceItem, fold, match_price_list};

impl SnapshotWriter<'_> {
    /// The whole price list at once: its items are matched as multisets.
    pub fn nomenclature(&mut self, incoming: &[PriceItem]) -> Result<(), StoreError> {
        let counts = &mut self.counts.nomenclature;
        self.store.block(async |conn| {
            counts.received += incoming.len() as u64;
            let stored = stored_items(conn).await?;
            replace(conn, &stored, incoming, counts).await
        })
    }
}

/// Items that changed or are gone, named by ids that are unique: the list that comes of it is matched like any other.
pub(super) async fn change(
    conn: &mut SqliteConnection,
    changed: Vec<PriceItem>,
    deleted: &[String],
) -> sqlx::Result<()> {
    let stored = stored_items(conn).await?;
    let ids: HashSet<&str> = changed
        .iter()
        .filter_map(|item| item.server_id.as_deref())
        .chain(deleted.iter().map(String::as_str))
        .collect();
    let live = stored.iter().filter(|(_, archived)| !archived).map(|(row, _)| price_item(row));
    let mut list: Vec<PriceItem> =
        live.filter(|item| !item.server_id.as_deref().is_some_and(|id| ids.contains(id))).collect();
    drop(ids);
    list.extend(changed);
    replace(conn, &stored, &list, &mut ListCounts::default()).await
}

/// Makes the stored price list this one.
async fn replace(
    conn: &mut SqliteConnection,
    stored: &[(ItemRow, bool)],
    incoming: &[PriceItem],
    counts: &mut ListCounts,
) -> sqlx::Result<()> {
    let known: Vec<PriceItem> = stored.iter().map(|(row, _)| price_item(row)).collect();
    let matched = match_price_list(&known, incoming);
    for (old, new) in matched.kept {
        let (row, archived) = &stored[old];
        if *archived || known[old] != incoming[new] {
            update_item(conn, row.id, &incoming[new]).await?;
            counts.updated += 1;
        }
    }
    if !matched.added.is_empty() {
        counts.inserted += insert_items(conn, matched.added.iter().map(|&new| &incoming[new])).await?;
    }
    for old in matched.archived.into_iter().filter(|&old| !stored[old].1) {
        sqlx::query("UPDATE nomenclature SET archived = 1 WHERE id = ?")
            .bind(stored[old].0.id)
            .execute(&mut *conn)
            .await?;
        counts.archived += 1;
    }
    Ok(())
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

async fn update_item(conn: &mut SqliteConnection, id: i64, item: &PriceItem) -> sqlx::Result<()> {
    sqlx::query(include_str!("sql/snapshot/update_item.sql"))
        .bind(id)
        .bind(&item.server_id)
        .bind(&item.name)
        .bind(item.kind)
        .bind(item.price)
        .bind(&item.category)
        .bind(fold(&item.name))
        .bind(folded_category(item))
        .execute(conn)
        .await?;
    Ok(())
}

/// In their order; how many.
async fn insert_items(
    conn: &mut SqliteConnection,
    items: impl Iterator<Item = &PriceItem>,
) -> sqlx::Result<u64> {
    let mut rows = Rows::default();
    for item in items {
        rows.optional(item.server_id.as_deref())
            .text(&item.name)
            .text(item.kind.as_str())
            .integer(item.price.0)
            .optional(item.category.as_deref())
            .text(&fold(&item.name))
            .text(&folded_category(item))
            .end_row();
    }
    let inserted = sqlx::query(include_str!("sql/snapshot/insert_items.sql"))
        .bind(rows.into_bytes())
        .execute(conn)
        .await?;
    Ok(inserted.rows_affected())
}

fn folded_category(item: &PriceItem) -> String {
    fold(item.category.as_deref().unwrap_or_default())
}
