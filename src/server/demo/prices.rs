//! The price list: each line of `prices.txt` times its variants; for a larger clinic the same list again, as often as
//! it takes.

use std::borrow::Cow;
use std::collections::HashMap;

use sqlx::SqliteConnection;

use super::{Rows, Scale, lists, push_text};
use crate::domain::{DecimalError, Kopecks};

const INSERT: &str = include_str!("../sql/demo_nomenclature.sql");
const LIST: &str = include_str!("../../../assets/demo/prices.txt");

/// A price item as the demo clinic has it.
pub struct Item {
    pub kind: &'static str,
    pub category: &'static str,
    pub name: String,
    pub price: Kopecks,
}

pub async fn fill(db: &mut SqliteConnection, scale: Scale) -> Result<(), sqlx::Error> {
    let mut rows = Rows::new(INSERT);
    let items = items().map_err(|error| sqlx::Error::Decode(error.into()))?;
    let count = scale.of(items.len());
    for index in 0..count {
        let (item, name) = named(&items, index, count);
        let mut row = (index + 1).to_string();
        push_text(&mut row, Some(&*name));
        push_text(&mut row, Some(item.kind));
        row.push(',');
        row.push_str(&item.price.0.to_string());
        push_text(&mut row, Some(item.category));
        rows.add(db, &row).await?;
    }
    rows.flush(db).await
}

/// Which item of the list the row is, and its name. Of a smaller list the rows lie evenly over the whole, of a larger one
/// the items come again with a number.
fn named(items: &[Item], index: usize, count: usize) -> (&Item, Cow<'_, str>) {
    if count <= items.len() {
        let item = &items[index * items.len() / count];
        return (item, Cow::Borrowed(&item.name));
    }
    let (round, item) = (index / items.len(), &items[index % items.len()]);
    let name = match round {
        0 => Cow::Borrowed(item.name.as_str()),
        round => Cow::Owned(format!("{}, прейскурант {}", item.name, round + 1)),
    };
    (item, name)
}

/// The whole list in its order.
pub fn items() -> Result<Vec<Item>, DecimalError> {
    let mut groups = HashMap::new();
    let mut items = Vec::new();
    for [kind, category, name, price, variants] in lists::columns(LIST) {
        if let Some((group, factors)) = kind.strip_prefix('@').and_then(|line| line.split_once(':')) {
            groups.insert(group, factors);
            continue;
        }
        let base = Kopecks::parse(price)?;
        let group = variants.strip_prefix('@').and_then(|group| groups.get(group));
        let item = |name, price| Item { kind, category, name, price };
        if variants.is_empty() {
            items.push(item(name.to_owned(), base));
            continue;
        }
        for variant in group.unwrap_or(&variants).split(';') {
            let (label, number) = variant.rsplit_once('=').unwrap_or((variant, ""));
            let number = Kopecks::parse(number)?;
            let price = if group.is_some() { scaled(base, number, kind) } else { number };
            items.push(item(format!("{name}, {}", label.trim()), price));
        }
    }
    Ok(items)
}

/// A price times a factor in hundredths: a service to ten roubles, a product to ten kopecks.
fn scaled(base: Kopecks, factor: Kopecks, kind: &str) -> Kopecks {
    let step = if kind == "service" { 1000 } else { 10 };
    Kopecks((base.0 * factor.0 / 100 + step / 2) / step * step)
}
