//! The window: it shows the model and says what a person asks for.
//!
//! A view is a function of the model, its own half-typed text and the commands it emits. It knows no store, no sync and
//! no channel. `commands` is the one table of keys, `theme` the one place of colours and sizes.

mod appointments;
mod client_card;
mod clients;
pub mod commands;
mod day;
mod day_totals;
mod fatal;
mod form;
mod frames;
mod glyphs;
mod icons;
mod invoices;
mod leave;
mod prices;
mod queue;
mod rail;
mod settings;
mod shell;
mod sign_in;
mod status_bar;
mod status_words;
#[cfg(test)]
mod tests;
mod theme;
mod toasts;
mod trouble;
mod typed_ahead;
mod widgets;
mod window;
mod words;

pub use fatal::Fatal;
pub use shell::{Local, window_ui};
pub use theme::install;
pub use window::{Window, run, run_fatal};

use egui::{Event, Id, Ui};

use crate::app::model::Model;
use crate::text::Text;

/// What every view reads.
pub struct View<'a> {
    pub model: &'a Model,
    pub text: &'a Text,
}

/// Just typing is searching: letters go to the search field when nothing else has the focus, or one of `lists` has.
fn begin_typing(ui: &Ui, search: Id, lists: &[Id]) {
    let focused = ui.memory(egui::Memory::focused);
    let typing = ui.input(|input| input.events.iter().any(|event| matches!(event, Event::Text(_))));
    let in_list = focused.is_some_and(|id| lists.contains(&id));
    if focused.is_none() || (typing && in_list) {
        ui.memory_mut(|memory| memory.request_focus(search));
    }
}
