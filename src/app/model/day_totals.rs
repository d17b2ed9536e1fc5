//! What a day came to: as a whole, by kind, by payment and by author, and how much of each the server has. What was
//! withdrawn came to nothing: everything is what the server has and what is in the queue.

use super::{InvoiceListRow, RowState};
use crate::domain::{Kopecks, PaymentStatus};

/// A number of invoices and what they come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sum {
    pub count: u64,
    pub amount: Kopecks,
}

impl Sum {
    fn add(&mut self, amount: Kopecks) {
        self.count += 1;
        self.amount = self.amount + amount;
    }
}

/// The same of one part of the day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Split {
    pub all: Sum,
    /// The server has them.
    pub sent: Sum,
    /// They are in the queue.
    pub unsent: Sum,
}

impl Split {
    fn add(&mut self, amount: Kopecks, state: RowState) {
        let part = match state {
            RowState::OnServer => &mut self.sent,
            RowState::Queued(_) => &mut self.unsent,
            RowState::LocalOnly => return,
        };
        part.add(amount);
        self.all.add(amount);
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayTotals {
    pub day: Split,
    /// Of the lines that are services; counted are the invoices that have such lines.
    pub services: Split,
    pub products: Split,
    pub paid: Split,
    pub unpaid: Split,
    /// By name.
    pub authors: Vec<(String, Split)>,
}

impl DayTotals {
    pub fn of(rows: &[InvoiceListRow]) -> Self {
        let mut totals = Self::default();
        let mut authors = std::collections::BTreeMap::<&str, Split>::new();
        for row in rows.iter().filter(|row| row.state != RowState::LocalOnly) {
            totals.day.add(row.total, row.state);
            let paid = row.payment_status == PaymentStatus::Paid;
            if paid { &mut totals.paid } else { &mut totals.unpaid }.add(row.total, row.state);
            let products = Kopecks(row.total.0 - row.services.0);
            for (of_kind, lines) in [(&mut totals.services, row.services), (&mut totals.products, products)] {
                if lines != Kopecks::ZERO {
                    of_kind.add(lines, row.state);
                }
            }
            authors.entry(&row.author).or_default().add(row.total, row.state);
        }
        totals.authors = authors.into_iter().map(|(author, split)| (author.to_owned(), split)).collect();
        totals
    }
}
