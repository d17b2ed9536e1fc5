//! The download half of a cycle on a server that keeps a log of changes: only what changed comes, until nothing more
//! waits.

use super::cycle::{Events, tell_changes};
use super::download::{DownloadError, query_value};
use super::engine::Engine;
use super::http::CallError;
use super::protocol::Changes;
use super::rows;
use crate::store::{ChangesPage, List};

/// Rows asked for at once: small enough for memory and for one short transaction.
const PAGE: u32 = 1_000;
/// Pages a cycle takes: after so many the whole clinic is quicker, and a server that never ends must not hold the cycle.
const MOST_PAGES: u32 = 500;
/// The server cannot go on from this cursor.
const GONE: u16 = 410;

/// How far the changes were followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Followed {
    /// The store is as the server is.
    ToTheEnd,
    /// The cursor is worth nothing there: the whole clinic has to be downloaded.
    Nowhere,
    /// To where so much is gone that only the whole clinic tells a person what would be left.
    ToAGap,
}

impl Engine {
    /// Takes in all that changed after the cursor.
    pub(super) fn follow_changes(
        &mut self,
        mut cursor: String,
        events: Events<'_>,
    ) -> Result<Followed, DownloadError> {
        // As a person has said: what is gone there stays here, until a whole clinic has come.
        let keeps_all = self.store.is_shrink_declined()?;
        for _ in 0..MOST_PAGES {
            let Some(page) = self.changes_after(&cursor)? else {
                self.store.forget_cursor()?;
                return Ok(Followed::Nowhere);
            };
            let now = self.timing.local_now();
            if self.store.note_epoch(&page.epoch, now.to_utc())? {
                return Ok(Followed::Nowhere);
            }
            let has_more = page.has_more;
            if has_more && page.cursor == cursor {
                return Err(DownloadError::NotASnapshot("the changes do not move on".to_owned()));
            }
            cursor.clone_from(&page.cursor);
            let mut page = incoming(page);
            if keeps_all {
                page.keep_deleted();
            } else if self.store.takes_much(&page)? {
                return Ok(Followed::ToAGap);
            }
            let changed = self.store.apply_changes(page, now)?;
            tell_changes(changed, events);
            if !has_more {
                self.key_taken = true;
                return Ok(Followed::ToTheEnd);
            }
        }
        self.store.forget_cursor()?;
        Ok(Followed::Nowhere)
    }

    /// One page; `None` when the server cannot go on from the cursor.
    fn changes_after(&mut self, cursor: &str) -> Result<Option<Changes>, CallError> {
        let path = format!(
            "/api/sync/changes?branchId={}&since={}&limit={PAGE}",
            query_value(&self.branch_id),
            query_value(cursor)
        );
        let asked = self.http.ask::<Changes>(&path, &self.workstation);
        match self.noted(asked) {
            Ok(page) => Ok(Some(page)),
            Err(CallError::Status { status: GONE, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn incoming(page: Changes) -> ChangesPage {
    let (clients, no_clients) = rows::clients(page.clients);
    let (patients, no_patients) = rows::patients(page.patients);
    let (nomenclature, no_items) = rows::items(page.nomenclature);
    let left_out =
        [(List::Clients, no_clients), (List::Patients, no_patients), (List::Nomenclature, no_items)];
    ChangesPage {
        clients,
        patients,
        nomenclature,
        left_out: left_out.into_iter().filter(|(_, rows)| !rows.is_empty()).collect(),
        deleted_clients: page.deleted.clients,
        deleted_patients: page.deleted.patients,
        deleted_items: page.deleted.nomenclature.iter().map(ToString::to_string).collect(),
        cursor: page.cursor,
        is_last: !page.has_more,
    }
}
