//! What a search is answered from: clients, patients and price items in А–Я order, the words of their names, the clients'
//! phones; and what changed since that was built.

use super::answers::{Answers, Hit};
use super::best::Best;
use super::fresh::Marks;
use super::list::List;
use super::loose::Loose;
use super::phones::Phones;
use super::row_set::RowSet;
use super::wanted::{Wanted, Word};
use super::words::Words;

#[derive(Debug)]
pub(super) struct Index {
    pub words: Words,
    pub clients: List,
    pub phones: Phones,
    pub patients: List,
    /// Of each patient its owner's row; [`List::nobody`] where it has none.
    pub owners: Vec<u32>,
    pub items: List,
    /// Of each item the words of its category.
    pub categories: List,
    pub changed_clients: Loose,
    pub changed_patients: Loose,
    pub changed_items: Loose,
    /// How far the store was read.
    pub seen: Marks,
}

impl Index {
    /// Clients by name, by phone, and by what their animals are called.
    pub(super) fn clients(&self, wanted: &Wanted, limit: u32) -> Best<'_> {
        let mut answers = Answers::of(wanted, self.clients.places(), wanted.phone().is_some());
        for (at, word) in wanted.words().iter().enumerate() {
            self.by_name(&self.clients, at, word, &mut answers, |number, answers| {
                let owners = answers.hit_by(at, Hit::Elsewhere);
                self.patients.of_word(number).for_each(|row| owners.add(self.owners[row] as usize));
            });
            if let Some(digits) = &word.digits {
                self.phones.find(digits, answers.hit_by(at, Hit::Elsewhere), None);
            }
        }
        if let Some(phone) = wanted.phone() {
            self.phones.find(phone, &mut answers.phone, answers.phone_ends.as_mut());
        }
        let mut best = Best::new(limit);
        answers.put_best(&self.clients, &mut best);
        for (id, name, bits) in self.changed_clients.hits(wanted) {
            best.loose_hit(wanted.rank_by_phone(bits), name, id);
        }
        best
    }

    /// Patients by name, and by their owner's name and phone.
    pub(super) fn patients(&self, wanted: &Wanted, limit: u32) -> Best<'_> {
        let mut answers = Answers::of(wanted, self.patients.places(), false);
        for (at, word) in wanted.words().iter().enumerate() {
            let mut owners = RowSet::none(self.clients.places());
            self.by_name(&self.patients, at, word, &mut answers, |number, _| {
                self.clients.of_word(number).for_each(|row| owners.add(row));
            });
            if let Some(digits) = &word.digits {
                self.phones.find(digits, &mut owners, None);
            }
            self.lend(&owners, answers.hit_by(at, Hit::Elsewhere));
        }
        if let Some(phone) = wanted.phone() {
            let mut owners = RowSet::none(self.clients.places());
            self.phones.find(phone, &mut owners, None);
            self.lend(&owners, &mut answers.phone);
        }
        let mut best = Best::new(limit);
        answers.put_best(&self.patients, &mut best);
        add_loose(&mut best, &self.changed_patients, wanted);
        best
    }

    /// Price items by name and category.
    pub(super) fn items(&self, wanted: &Wanted, limit: u32) -> Best<'_> {
        let mut answers = Answers::of(wanted, self.items.places(), false);
        for (at, word) in wanted.words().iter().enumerate() {
            self.by_name(&self.items, at, word, &mut answers, |number, answers| {
                let rows = answers.hit_by(at, Hit::Elsewhere);
                self.categories.of_word(number).for_each(|row| rows.add(row));
            });
        }
        let mut best = Best::new(limit);
        answers.put_best(&self.items, &mut best);
        add_loose(&mut best, &self.changed_items, wanted);
        best
    }

    /// What a word of the search hits in the names of a list. `also` is told the number of each word of
    /// names that it hits.
    fn by_name(
        &self,
        list: &List,
        at: usize,
        word: &Word,
        answers: &mut Answers,
        mut also: impl FnMut(usize, &mut Answers),
    ) {
        self.words.find(&word.text, |number, hit| {
            let rows = answers.hit_by(at, hit);
            list.of_word(number).for_each(|row| rows.add(row));
            if at == 0 && hit >= Hit::Begins {
                list.that_begin_with(number).for_each(|row| answers.starts.add(row));
            }
            also(number, answers);
        });
    }

    /// What hits an owner hits his animals.
    fn lend(&self, owners: &RowSet, patients: &mut RowSet) {
        if !owners.is_empty() {
            patients.add_belonging(&self.owners, owners);
        }
    }

    /// How many bytes it takes.
    pub(super) fn size(&self) -> usize {
        let lists = [&self.clients, &self.patients, &self.items, &self.categories].map(List::size);
        let loose = [&self.changed_clients, &self.changed_patients, &self.changed_items].map(Loose::size);
        let rows = lists.into_iter().chain(loose).sum::<usize>();
        rows + self.words.size() + self.phones.size() + self.owners.capacity() * size_of::<u32>()
    }
}

fn add_loose<'a>(best: &mut Best<'a>, rows: &'a Loose, wanted: &Wanted) {
    for (id, name, bits) in rows.hits(wanted) {
        best.loose_hit(wanted.rank(bits), name, id);
    }
}
