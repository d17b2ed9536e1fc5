//! Rows that are looked at one by one: what changed since the lists were built.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::wanted::Wanted;

/// A row as the store gives it: its id, its folded name, what else it is found by, its phones. Without a name it is gone.
#[derive(Debug, Deserialize)]
pub(super) struct Changed(pub i64, Option<Box<str>>, Option<Box<str>>, Box<str>);

#[derive(Debug)]
struct Row {
    name: Box<str>,
    elsewhere: Box<str>,
    phones: Box<str>,
}

/// By id.
#[derive(Debug)]
pub(super) struct Loose(BTreeMap<i64, Row>);

impl Loose {
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    pub(super) fn put(&mut self, changed: Vec<Changed>) {
        for Changed(id, name, elsewhere, phones) in changed {
            match name {
                Some(name) => {
                    let elsewhere = elsewhere.unwrap_or_default();
                    self.0.insert(id, Row { name, elsewhere, phones });
                }
                None => drop(self.0.remove(&id)),
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The rows that are hit: the id, the name, and what the row answers.
    pub(super) fn hits(&self, wanted: &Wanted) -> impl Iterator<Item = (i64, &str, u32)> {
        let each = self.0.iter().map(|(id, row)| (*id, &*row.name, row.answer(wanted)));
        each.filter(|(.., bits)| wanted.is_hit(*bits))
    }

    pub(super) fn size(&self) -> usize {
        let texts = |row: &Row| row.name.len() + row.elsewhere.len() + row.phones.len();
        self.0.values().map(texts).sum::<usize>() + self.0.len() * size_of::<(i64, Row)>()
    }
}

impl Row {
    fn answer(&self, wanted: &Wanted) -> u32 {
        wanted.name(&self.name) | wanted.text_elsewhere(&self.elsewhere) | wanted.phones(&self.phones)
    }
}
