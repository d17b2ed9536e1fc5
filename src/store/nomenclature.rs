//! The price list, read-only here.

use super::{ItemRow, Store, StoreError};

impl Store {
    pub fn price_item(&mut self, id: i64) -> Result<Option<ItemRow>, StoreError> {
        self.block(async |conn| {
            sqlx::query_as("SELECT * FROM nomenclature WHERE id = ?").bind(id).fetch_optional(conn).await
        })
    }
}
