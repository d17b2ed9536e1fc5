//! The store's answers, each into its slot; a superseded one changes nothing.

use std::sync::Arc;

use super::super::message::{Answer, Effect, Query};
use super::super::model::{Model, StoreTrouble};
use super::super::slot::RequestId;
use super::{forms, lists, queue};

pub(super) fn accept(
    model: &mut Model,
    id: RequestId,
    query: &Query,
    answer: Result<Answer, Arc<StoreTrouble>>,
) -> Vec<Effect> {
    match answer {
        Ok(Answer::Clients(list)) => {
            model.clients.list.accept(id, list);
            lists::follow_clients(model)
        }
        Ok(Answer::Appointments(rows)) => {
            model.appointments.list.accept(id, rows);
            lists::follow_appointments(model);
            Vec::new()
        }
        Ok(Answer::Queue(rows)) => {
            model.queue.list.accept(id, rows);
            queue::follow(model);
            queue::drop_idle_question(model);
            Vec::new()
        }
        Ok(Answer::Report(report)) => {
            model.sync.report.accept(id, report);
            queue::follow(model);
            queue::drop_idle_question(model);
            Vec::new()
        }
        Ok(Answer::Invoices(rows)) => {
            model.invoices.list.accept(id, rows);
            lists::follow_invoices(model)
        }
        Ok(Answer::Record(record)) => forms::loaded(model, id, record.map(|record| *record)),
        Ok(answer) => {
            fill(model, id, answer);
            Vec::new()
        }
        Err(trouble) => {
            fail(model, id, query, trouble);
            Vec::new()
        }
    }
}

fn fill(model: &mut Model, id: RequestId, answer: Answer) {
    let choosers = &mut model.choosers;
    match answer {
        Answer::Card(Some(card)) => model.clients.card.accept(id, card),
        Answer::Card(None) => model.clients.card.reject(id),
        Answer::Invoice(Some(invoice)) => model.invoices.invoice.accept(id, invoice),
        Answer::Invoice(None) => model.invoices.invoice.reject(id),
        Answer::Prices(list) => model.prices.list.accept(id, list),
        Answer::Journal(journal) => model.journal.list.accept(id, journal),
        Answer::ChooseClients(list) => choosers.clients.accept(id, list),
        Answer::ChoosePatients(list) => choosers.patients.accept(id, list),
        Answer::ChooseItems(list) => choosers.items.accept(id, list),
        Answer::Doctors(names) => choosers.doctors.accept(id, names),
        Answer::Species(names) => choosers.species.accept(id, names),
        Answer::Breeds(names) => choosers.breeds.accept(id, names),
        // Taken before.
        Answer::Clients(_)
        | Answer::Appointments(_)
        | Answer::Invoices(_)
        | Answer::Queue(_)
        | Answer::Report(_)
        | Answer::Record(_) => false,
    };
}

fn fail(model: &mut Model, id: RequestId, query: &Query, trouble: Arc<StoreTrouble>) {
    let choosers = &mut model.choosers;
    match query {
        Query::Clients { .. } => model.clients.list.fail(id, trouble),
        Query::Card(_) => model.clients.card.fail(id, trouble),
        Query::Appointments(_) => model.appointments.list.fail(id, trouble),
        Query::Invoices(_) => model.invoices.list.fail(id, trouble),
        Query::Invoice(_) => model.invoices.invoice.fail(id, trouble),
        Query::Prices { .. } => model.prices.list.fail(id, trouble),
        Query::Queue => model.queue.list.fail(id, trouble),
        Query::Journal(_) => model.journal.list.fail(id, trouble),
        Query::Report(_) => model.sync.report.fail(id, trouble),
        Query::Record(..) => forms::not_loaded(model, id, trouble),
        Query::ChooseClients(_) => choosers.clients.fail(id, trouble),
        Query::ChoosePatients { .. } => choosers.patients.fail(id, trouble),
        Query::ChooseItems(_) => choosers.items.fail(id, trouble),
        Query::Doctors => choosers.doctors.fail(id, trouble),
        Query::Species => choosers.species.fail(id, trouble),
        Query::Breeds(_) => choosers.breeds.fail(id, trouble),
    };
}
