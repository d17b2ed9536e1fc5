//! What a search is answered from: clients and patients in А–Я order, the words of their names, the clients' phones;
//! what changed since that was built; and the price list.

use super::best::Best;
use super::fresh::Marks;
use super::list::List;
use super::loose::Loose;
use super::phones::Phones;
use super::wanted::{Wanted, elsewhere};
use super::words::Words;

#[derive(Debug)]
pub(super) struct Index {
    pub words: Words,
    pub clients: List,
    pub phones: Phones,
    pub patients: List,
    /// Of each patient its owner's row; one more than there are where it has none.
    pub owners: Vec<u32>,
    pub changed_clients: Loose,
    pub changed_patients: Loose,
    pub items: Loose,
    /// How far the store was read.
    pub seen: Marks,
}

impl Index {
    /// Clients by name, by phone, and by what their animals are called.
    pub(super) fn clients(&self, wanted: &Wanted, limit: u32) -> Best<'_> {
        let mut best = Best::new(limit);
        let words = self.words.answers(wanted);
        let mut answers = self.phones_of_clients(wanted);
        if may_hit(wanted, &words, &answers) {
            self.patients
                .each_word(&words, |row, bits| answers[self.owners[row] as usize] |= elsewhere(bits));
            self.clients.each_word(&words, |row, bits| answers[row] |= bits);
            for (row, bits) in answers[..self.clients.len()].iter().enumerate() {
                if *bits != 0 && wanted.is_hit(*bits) && !self.clients.is_gone(row) {
                    best.hit(wanted.rank_by_phone(*bits), self.clients.id(row));
                }
            }
        }
        for (id, name, bits) in self.changed_clients.each(wanted).filter(|hit| wanted.is_hit(hit.2)) {
            best.loose_hit(wanted.rank_by_phone(bits), name, id);
        }
        best
    }

    /// Patients by name, and by their owner's name and phone.
    pub(super) fn patients(&self, wanted: &Wanted, limit: u32) -> Best<'_> {
        let mut best = Best::new(limit);
        let words = self.words.answers(wanted);
        let mut lent = self.phones_of_clients(wanted);
        if may_hit(wanted, &words, &lent) {
            self.clients.each_word(&words, |row, bits| lent[row] |= elsewhere(bits));
            let mut answers = vec![0; self.patients.len()];
            self.patients.each_word(&words, |row, bits| answers[row] |= bits);
            for (row, bits) in answers.iter().enumerate() {
                let bits = bits | lent[self.owners[row] as usize];
                if bits != 0 && wanted.is_hit(bits) && !self.patients.is_gone(row) {
                    best.hit(wanted.rank(bits), self.patients.id(row));
                }
            }
        }
        add_loose(&mut best, &self.changed_patients, wanted);
        best
    }

    /// Price items by name and category.
    pub(super) fn items(&self, wanted: &Wanted, limit: u32) -> Best<'_> {
        let mut best = Best::new(limit);
        add_loose(&mut best, &self.items, wanted);
        best
    }

    /// What each client's phones answer; at the end, of nobody, nothing.
    fn phones_of_clients(&self, wanted: &Wanted) -> Vec<u32> {
        let mut answers = vec![0; self.clients.len() + 1];
        for (digits, [hit, at_end]) in wanted.digits() {
            self.phones.find(digits, |row, is_end| answers[row] |= if is_end { at_end } else { hit });
        }
        answers
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let lists = self.words.size() + self.clients.size() + self.phones.size() + self.patients.size();
        let loose = self.changed_clients.size() + self.changed_patients.size() + self.items.size();
        lists + loose + self.owners.capacity() * size_of::<u32>()
    }
}

fn add_loose<'a>(best: &mut Best<'a>, rows: &'a Loose, wanted: &Wanted) {
    for (id, name, bits) in rows.each(wanted).filter(|hit| wanted.is_hit(hit.2)) {
        best.loose_hit(wanted.rank(bits), name, id);
    }
}

/// Some word of the search is in no name and no phone at all: no row has to be looked at.
fn may_hit(wanted: &Wanted, words: &[u32], lent: &[u32]) -> bool {
    wanted.is_hit(words.iter().chain(lent).fold(0, |all, bits| all | bits))
}
