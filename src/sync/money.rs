//! The money check: what this workstation sent, and what the server has of it, must be the same to the kopeck.

use super::cycle::CycleReport;
use super::download::query_value;
use super::engine::{Engine, Features};
use super::http::CallError;
use super::outcome::Stop;
use super::protocol::Summary;
use crate::domain::Kopecks;
use crate::store::{Invoices, StoreError};

impl Engine {
    /// Compares the days of the invoices that went up, and today, once nothing is unknown. `Some` says why it ended
    /// early; the next cycle goes on from there.
    pub(super) fn check_money(
        &mut self,
        features: Features,
        report: &CycleReport,
    ) -> Result<Option<Stop>, StoreError> {
        if !features.summary {
            return Ok(None);
        }
        let today = self.timing.local_now().date_naive();
        let Some(asked) = self.store.unchecked(&self.workstation, today, report.uploaded > 0)? else {
            return Ok(None);
        };
        let (mut there, mut stop) = (Vec::new(), None);
        for day in &asked.days {
            // What is left of a server's limit is for what a person saves.
            if !there.is_empty() && self.budget.is_low() {
                break;
            }
            match self.invoices_there(&day.date.to_string()) {
                Ok(invoices) => there.push(invoices),
                Err(error) => {
                    stop = Some(error.into());
                    break;
                }
            }
        }
        if !there.is_empty() {
            self.watch().expect(self.timing.step);
            self.store.money_checked(&self.workstation, &asked, &there, self.timing.now())?;
        }
        Ok(stop)
    }

    fn invoices_there(&mut self, date: &str) -> Result<Invoices, CallError> {
        let path = format!("/api/sync/summary?workstation_id={}&date={date}", query_value(&self.workstation));
        let asked = self.http.ask::<Summary>(&path, &self.workstation);
        let summary = self.noted(asked)?;
        if summary.date != date {
            return Err(CallError::BadAnswer(format!("a summary of {}", summary.date)));
        }
        Ok(Invoices { count: summary.invoices.count, sum: Kopecks(summary.invoices.sum_kopecks) })
    }
}
