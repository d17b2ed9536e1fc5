//! The money check: what this workstation sent, and what the server has of it, must be the same to the kopeck.

use super::cycle::CycleReport;
use super::download::query_value;
use super::engine::{Engine, Features};
use super::http::CallError;
use super::outcome::Stop;
use super::protocol::Summary;
use crate::domain::Kopecks;
use crate::store::{Invoices, ServerProblem, StoreError, Unchecked};

impl Engine {
    /// Compares the days of the invoices that went up, and today, once nothing is unknown. `Some` says why it ended
    /// early.
    pub(super) fn check_money(
        &mut self,
        features: Features,
        report: &CycleReport,
    ) -> Result<Option<Stop>, StoreError> {
        if !features.summary {
            return Ok(None);
        }
        let Some(Unchecked { mut days, after }) = self.store.unchecked(&self.workstation)? else {
            return Ok(None);
        };
        let differs = |problem: ServerProblem| match problem {
            ServerProblem::MoneyDiffers { date, .. } => Some(date),
            _ => None,
        };
        days.extend(self.store.problems()?.into_iter().find_map(differs));
        if report.uploaded == 0 && days.is_empty() {
            return Ok(None);
        }
        days.push(self.timing.local_now().date_naive());
        days.sort_unstable();
        days.dedup();
        let mut difference = None;
        for date in days {
            let there = match self.invoices_there(&date.to_string()) {
                Ok(there) => there,
                Err(error) => return Ok(Some(error.into())),
            };
            let here = self.store.invoices_sent(&self.workstation, date)?;
            if here != there {
                difference = Some(ServerProblem::MoneyDiffers { date, here, there });
                break;
            }
        }
        self.store.money_checked(after, difference.as_ref(), self.timing.now())?;
        Ok(None)
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
