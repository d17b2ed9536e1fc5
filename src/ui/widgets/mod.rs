//! The building blocks of every screen: each draws itself in the theme's look and has an accessible name.

mod button;
mod card;
mod cells;
mod chip;
mod choose;
mod field;
mod key_chip;
mod label;
mod list;
mod panel;
mod search;
mod segments;
mod table;

pub use button::{Button, Look};
pub use card::{card, page_head};
pub use cells::Cells;
pub use chip::{Sign, chip, chip_of, held_chip, record_chip};
pub use choose::{Choose, ChooseState, Current, Offer};
pub use field::{Field, forget_carets, next_field_on_enter, say_wrong, side_link};
pub use key_chip::{key_chip, width as key_chip_width};
pub use label::{Said, fitted, in_row, said, wrapped, wrapped_to};
pub use list::{ABOVE, Line, List};
pub use panel::{banner, split};
pub use search::search_field;
pub use segments::segments;
pub use table::{Column, STATE, Table, TableState};
