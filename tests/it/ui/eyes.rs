//! Where words stand: in a row, beside a field, under a cell.

use egui::accesskit::Role;

use super::driver::{Driver, Seen};

impl Driver {
    /// The words that stand right of or within this control, on its height.
    pub fn row(&self, name: &str) -> String {
        let place = self.control(Role::Row, name).place;
        let mut inside: Vec<Seen> = self.seen();
        inside.retain(|seen| place.contains(seen.place.center()));
        inside.sort_by(|a, b| a.place.left().total_cmp(&b.place.left()));
        inside.iter().map(|seen| seen.words.as_str()).collect::<Vec<_>>().join(" | ")
    }

    /// Whether the client's card has come with this patient in it.
    pub fn has_patient(&self, name: &str) -> bool {
        self.controls().iter().any(|it| it.role == Role::ListBoxOption && it.name.starts_with(name))
    }

    /// The message that stands right under a field.
    pub fn beside(&self, field: &str) -> String {
        let place = self.control_named(field).place;
        let under = |seen: &&Seen| {
            let gap = seen.place.top() - place.bottom();
            (-6.0..16.0).contains(&gap) && (seen.place.left() - place.left()).abs() < 24.0
        };
        self.seen().iter().find(under).map(|seen| seen.words.clone()).unwrap_or_default()
    }

    /// The message right under a cell of an invoice line: before the next line begins, and within reach of the cell.
    pub fn under_cell(&self, cell: &str) -> String {
        let place = self.control_named(cell).place;
        let under = |seen: &&Seen| {
            let gap = seen.place.top() - place.bottom();
            let beside = seen.place.x_range().intersects(place.x_range());
            (0.0..12.0).contains(&gap) && beside && seen.words.starts_with("! ")
        };
        self.seen().iter().find(under).map(|seen| seen.words.clone()).unwrap_or_default()
    }

    /// What a person would see, for a test that failed.
    pub fn describe(&self) -> String {
        let words: Vec<String> = self.seen().into_iter().map(|seen| seen.words).collect();
        let names: Vec<String> = self
            .controls()
            .iter()
            .filter(|control| !control.name.is_empty())
            .map(|control| format!("{:?} «{}» {:?}", control.role, control.name, control.value))
            .collect();
        format!("state «{}», focus «{}»\nwords: {words:#?}\nnames: {names:#?}", self.state(), self.focus())
    }
}
