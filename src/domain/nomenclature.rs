//! The price list, and how its items keep a stable local identity though the server's ids cannot be trusted.

use std::collections::HashMap;

use super::money::Kopecks;

/// A price item is a service or a product.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    #[default]
    Service,
    Product,
}

impl ItemKind {
    pub const ALL: [Self; 2] = [Self::Service, Self::Product];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Product => "product",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A price item as the server sent it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PriceItem {
    /// The id as it came, as JSON text (`10`, `"a"`); `None` for null. Not an identity: a classic server repeats ids.
    pub server_id: Option<String>,
    pub kind: ItemKind,
    pub name: String,
    pub category: Option<String>,
    pub price: Kopecks,
}

/// What a snapshot makes of the stored price list: indexes into the two slices given to [`match_price_list`].
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PriceMatch {
    /// (stored, incoming): the stored row goes on, with the incoming row's values.
    pub kept: Vec<(usize, usize)>,
    /// Incoming rows to add.
    pub added: Vec<usize>,
    /// Stored rows that the snapshot no longer has.
    pub archived: Vec<usize>,
}

/// Matches two price lists as multisets, each row once: first by everything equal, then whatever the id, then
/// whatever the id and price (in price order). The rest are new or gone.
pub fn match_price_list(stored: &[PriceItem], incoming: &[PriceItem]) -> PriceMatch {
    let mut open_stored: Vec<usize> = (0..stored.len()).collect();
    let mut open_incoming: Vec<usize> = (0..incoming.len()).collect();
    let mut kept = Vec::new();
    for level in [Level::Everything, Level::NotTheId, Level::NotThePrice] {
        if level == Level::NotThePrice {
            open_stored.sort_by_key(|&index| (stored[index].price, index));
            open_incoming.sort_by_key(|&index| (incoming[index].price, index));
        }
        pair(level, (stored, &mut open_stored), (incoming, &mut open_incoming), &mut kept);
    }
    open_stored.sort_unstable();
    open_incoming.sort_unstable();
    kept.sort_unstable();
    PriceMatch { kept, added: open_incoming, archived: open_stored }
}

#[derive(Clone, Copy, PartialEq)]
enum Level {
    Everything,
    NotTheId,
    NotThePrice,
}

type Key<'a> = (Option<&'a str>, ItemKind, &'a str, Option<&'a str>, Option<Kopecks>);

fn key(level: Level, item: &PriceItem) -> Key<'_> {
    let id =
        if level == Level::Everything { Some(item.server_id.as_deref().unwrap_or_default()) } else { None };
    let price = if level == Level::NotThePrice { None } else { Some(item.price) };
    (id, item.kind, &item.name, item.category.as_deref(), price)
}

fn pair(
    level: Level,
    (stored, open_stored): (&[PriceItem], &mut Vec<usize>),
    (incoming, open_incoming): (&[PriceItem], &mut Vec<usize>),
    kept: &mut Vec<(usize, usize)>,
) {
    let mut candidates: HashMap<Key<'_>, Vec<usize>> = HashMap::new();
    for &index in open_stored.iter().rev() {
        candidates.entry(key(level, &stored[index])).or_default().push(index);
    }
    let before = kept.len();
    open_incoming.retain(|&index| {
        let found = candidates.get_mut(&key(level, &incoming[index])).and_then(Vec::pop);
        kept.extend(found.map(|stored| (stored, index)));
        found.is_none()
    });
    let taken: std::collections::HashSet<usize> = kept[before..].iter().map(|&(stored, _)| stored).collect();
    open_stored.retain(|index| !taken.contains(index));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(id: Option<&str>, name: &str, price: i64) -> PriceItem {
        PriceItem {
            server_id: id.map(str::to_owned),
            kind: ItemKind::Service,
            name: name.to_owned(),
            category: None,
            price: Kopecks(price),
        }
    }

    #[test]
    fn rows_keep_their_identity_by_the_closest_match() {
        let stored =
            [item(None, "a", 1), item(Some("7"), "a", 1), item(Some("7"), "b", 5), item(None, "c", 9)];
        let cases: [(Vec<PriceItem>, PriceMatch); 5] = [
            // the same list in another order
            (
                vec![stored[3].clone(), stored[2].clone(), stored[1].clone(), stored[0].clone()],
                PriceMatch { kept: vec![(0, 3), (1, 2), (2, 1), (3, 0)], ..PriceMatch::default() },
            ),
            // an id that changed
            (
                vec![item(Some("1"), "c", 9)],
                PriceMatch { kept: vec![(3, 0)], archived: vec![0, 1, 2], ..PriceMatch::default() },
            ),
            // a price that changed
            (
                vec![item(None, "c", 10)],
                PriceMatch { kept: vec![(3, 0)], archived: vec![0, 1, 2], ..PriceMatch::default() },
            ),
            // one more of the same: the list is a multiset
            (
                vec![item(None, "c", 9), item(None, "c", 9)],
                PriceMatch { kept: vec![(3, 0)], added: vec![1], archived: vec![0, 1, 2] },
            ),
            (vec![], PriceMatch { archived: vec![0, 1, 2, 3], ..PriceMatch::default() }),
        ];
        for (incoming, expected) in cases {
            assert_eq!(match_price_list(&stored, &incoming), expected);
        }
    }

    #[test]
    fn other_prices_are_paired_in_price_order() {
        let stored = [item(None, "a", 300), item(None, "a", 100)];
        let incoming = [item(None, "a", 110), item(None, "a", 310)];
        assert_eq!(match_price_list(&stored, &incoming).kept, [(0, 1), (1, 0)]);
    }
}
