//! Searches, days and choosers: each asks its slot and nothing else.

use std::ops::Range;

use chrono::{Days, NaiveDate};

use super::super::message::{Effect, Job, Query};
use super::super::model::{DayScreen, Listing, Model, Slot};
use super::super::typed::parse_date;
use crate::domain::Problem;

/// How many rows a list shows at first, and how many more at its end.
pub(super) const PAGE: u32 = 500;

/// Clients around those in sight: several screens of them, and never more, however many there are.
const AROUND: u32 = 200;

/// Asks a slot.
pub(super) fn ask<T>(slot: &mut Slot<T>, query: Query) -> Vec<Effect> {
    vec![Effect::Store(Job::Query { id: slot.ask(), query })]
}

pub(super) fn search_clients(model: &mut Model, text: String) -> Vec<Effect> {
    model.clients.first = 0;
    model.clients.follow = true;
    model.clients.text = text;
    ask_clients(model)
}

/// The rows in sight become the middle of what is here.
pub(super) fn show_clients(model: &mut Model, rows: &Range<usize>) -> Vec<Effect> {
    let page = &mut model.clients;
    if page.list.is_pending() || page.list.value().is_none_or(|list| list.holds(rows)) {
        return Vec::new();
    }
    let middle = usize::midpoint(rows.start, rows.end);
    page.first = middle.saturating_sub(AROUND as usize / 2);
    ask_clients(model)
}

pub(super) fn ask_clients(model: &mut Model) -> Vec<Effect> {
    let page = &mut model.clients;
    ask(&mut page.list, Query::Clients { text: page.text.clone(), first: page.first, limit: AROUND })
}

pub(super) fn select_client(model: &mut Model, id: i64) -> Vec<Effect> {
    model.clients.follow = false;
    if model.clients.selected == Some(id) && model.clients.card.was_asked() {
        return Vec::new();
    }
    model.clients.selected = Some(id);
    ask(&mut model.clients.card, Query::Card(id))
}

pub(super) fn search_prices(model: &mut Model, text: String) -> Vec<Effect> {
    model.prices.limit = PAGE;
    model.prices.text = text;
    ask_prices(model)
}

pub(super) fn more_prices(model: &mut Model) -> Vec<Effect> {
    let page = &mut model.prices;
    if page.list.is_pending() || !page.list.value().is_some_and(Listing::has_more) {
        return Vec::new();
    }
    page.limit += PAGE;
    ask_prices(model)
}

pub(super) fn ask_prices(model: &mut Model) -> Vec<Effect> {
    let page = &mut model.prices;
    ask(&mut page.list, Query::Prices { text: page.text.clone(), limit: page.limit })
}

pub(super) fn show_day(model: &mut Model, screen: DayScreen, day: NaiveDate) -> Vec<Effect> {
    match screen {
        DayScreen::Appointments => {
            let page = &mut model.appointments;
            (page.day, page.day_problem, page.selected) = (day, None, None);
            ask_appointments(model)
        }
        DayScreen::Invoices => {
            let page = &mut model.invoices;
            (page.day, page.day_problem, page.selected) = (day, None, None);
            page.invoice.clear();
            ask_invoices(model)
        }
    }
}

pub(super) fn step_day(model: &mut Model, screen: DayScreen, days: i64) -> Vec<Effect> {
    let day = match screen {
        DayScreen::Appointments => model.appointments.day,
        DayScreen::Invoices => model.invoices.day,
    };
    let distance = Days::new(days.unsigned_abs());
    let day = if days < 0 { day.checked_sub_days(distance) } else { day.checked_add_days(distance) };
    day.map(|day| show_day(model, screen, day)).unwrap_or_default()
}

pub(super) fn type_day(model: &mut Model, screen: DayScreen, text: &str) -> Vec<Effect> {
    if let Some(day) = parse_date(text, model.today()) {
        return show_day(model, screen, day);
    }
    let problem = if text.trim().is_empty() { Problem::Required } else { Problem::NotADate };
    match screen {
        DayScreen::Appointments => model.appointments.day_problem = Some(problem),
        DayScreen::Invoices => model.invoices.day_problem = Some(problem),
    }
    Vec::new()
}

pub(super) fn ask_appointments(model: &mut Model) -> Vec<Effect> {
    let page = &mut model.appointments;
    ask(&mut page.list, Query::Appointments(page.day))
}

pub(super) fn ask_invoices(model: &mut Model) -> Vec<Effect> {
    let page = &mut model.invoices;
    ask(&mut page.list, Query::Invoices(page.day))
}

pub(super) fn select_invoice(model: &mut Model, id: i64) -> Vec<Effect> {
    if model.invoices.selected == Some(id) && model.invoices.invoice.was_asked() {
        return Vec::new();
    }
    model.invoices.selected = Some(id);
    ask(&mut model.invoices.invoice, Query::Invoice(id))
}

pub(super) fn choose_clients(model: &mut Model, text: String) -> Vec<Effect> {
    ask(&mut model.choosers.clients, Query::ChooseClients(text))
}

pub(super) fn choose_patients(model: &mut Model, client_id: Option<i64>, text: String) -> Vec<Effect> {
    ask(&mut model.choosers.patients, Query::ChoosePatients { client_id, text })
}

pub(super) fn choose_items(model: &mut Model, text: String) -> Vec<Effect> {
    ask(&mut model.choosers.items, Query::ChooseItems(text))
}

pub(super) fn breeds(model: &mut Model, species: String) -> Vec<Effect> {
    ask(&mut model.choosers.breeds, Query::Breeds(species))
}

/// After a search its best hit is selected, also one that comes later; otherwise what was selected stays.
pub(super) fn follow_clients(model: &mut Model) -> Vec<Effect> {
    if model.clients.list.is_pending() || !model.clients.follow {
        return Vec::new();
    }
    let first = model.clients.list.value().and_then(|list| list.row(0)).map(|row| row.client.id);
    if first.is_none() {
        model.clients.selected = None;
        model.clients.card.clear();
    }
    first.map(|id| select_client(model, id)).unwrap_or_default()
}

pub(super) fn follow_appointments(model: &mut Model) {
    let page = &mut model.appointments;
    if !page.list.is_pending() {
        page.selected =
            kept_or_first(page.selected, page.list.value().map(|rows| rows.iter().map(|row| row.id)));
    }
}

/// The lines of the selected invoice are asked for as well.
pub(super) fn follow_invoices(model: &mut Model) -> Vec<Effect> {
    let page = &mut model.invoices;
    if page.list.is_pending() {
        return Vec::new();
    }
    let chosen = kept_or_first(page.selected, page.list.value().map(|rows| rows.iter().map(|row| row.id)));
    if chosen.is_none() {
        page.selected = None;
        page.invoice.clear();
    }
    chosen.map(|id| select_invoice(model, id)).unwrap_or_default()
}

/// What was selected stays so while it is listed; then the first row is.
fn kept_or_first(selected: Option<i64>, listed: Option<impl Iterator<Item = i64> + Clone>) -> Option<i64> {
    let mut listed = listed?;
    selected.filter(|id| listed.clone().any(|row| row == *id)).or_else(|| listed.next())
}
