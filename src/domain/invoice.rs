//! An invoice: lines whose totals and sum are exact to the kopeck.

use chrono::{DateTime, FixedOffset};

use super::field::{Checker, FieldError, Problem, tidy, tidy_notes};
use super::money::{Kopecks, Quantity, line_total};
use super::nomenclature::ItemKind;

/// Whether the invoice is paid, as the sync API names it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum PaymentStatus {
    #[default]
    Pending,
    Paid,
}

impl PaymentStatus {
    pub const ALL: [Self; 2] = [Self::Pending, Self::Paid];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Paid => "paid",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

/// A line as a person fills it in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineDraft {
    pub kind: ItemKind,
    /// The price item's local id; `None` for free text.
    pub nomenclature_id: Option<i64>,
    pub name: String,
    pub quantity: Quantity,
    pub price: Kopecks,
    /// Given by a caller that counted itself; must then be right.
    pub total: Option<Kopecks>,
}

/// A line with its total.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvoiceLine {
    pub kind: ItemKind,
    pub nomenclature_id: Option<i64>,
    pub name: String,
    pub quantity: Quantity,
    pub price: Kopecks,
    pub total: Kopecks,
}

/// What a person fills in to make an invoice.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvoiceDraft {
    pub client_id: Option<i64>,
    pub patient_id: Option<i64>,
    pub lines: Vec<LineDraft>,
    pub payment_status: PaymentStatus,
    /// Given by a caller that counted itself; must then be right.
    pub total: Option<Kopecks>,
    /// With the workstation's offset; `None` is the moment of saving.
    pub created_at: Option<DateTime<FixedOffset>>,
    pub notes: Option<String>,
}

impl InvoiceDraft {
    /// The draft as it is kept.
    #[must_use]
    pub fn tidy(&self) -> Self {
        // The name of a price item is the server's, letter by letter.
        let name = |line: &LineDraft| match line.nomenclature_id {
            Some(_) => line.name.trim().to_owned(),
            None => tidy(&line.name),
        };
        let line = |line: &LineDraft| LineDraft { name: name(line), ..line.clone() };
        Self {
            lines: self.lines.iter().map(line).collect(),
            notes: tidy_notes(self.notes.as_deref()),
            ..self.clone()
        }
    }

    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut checker = Checker::default();
        if self.client_id.is_none() {
            checker.add("client_id", Problem::Required);
        }
        if self.lines.is_empty() {
            checker.add("items", Problem::NoLines);
        }
        for (index, line) in self.lines.iter().enumerate() {
            line.check(index, &mut checker);
        }
        checker.at_most("notes", self.notes.as_deref(), 5000);
        checker.finish()?;
        let (mut checker, sum) = (Checker::default(), self.sum());
        if sum.fits_the_wire() {
            check_given_total("total_amount", self.total, sum, &mut checker);
        } else {
            checker.add("total_amount", Problem::TooLarge);
        }
        checker.finish()
    }

    /// The lines with their totals; those beyond what the wire can carry count as nothing and fail [`Self::check`].
    pub fn priced_lines(&self) -> Vec<InvoiceLine> {
        self.lines.iter().map(LineDraft::priced).collect()
    }

    pub fn sum(&self) -> Kopecks {
        self.priced_lines().iter().map(|line| line.total).sum()
    }
}

impl LineDraft {
    pub fn priced(&self) -> InvoiceLine {
        InvoiceLine {
            kind: self.kind,
            nomenclature_id: self.nomenclature_id,
            name: self.name.clone(),
            quantity: self.quantity,
            price: self.price,
            total: line_total(self.quantity, self.price).unwrap_or_default(),
        }
    }

    fn check(&self, index: usize, checker: &mut Checker) {
        let field = |name: &str| format!("items[{index}].{name}");
        checker.required(&field("name"), &self.name, 255);
        if self.quantity.0 <= 0 {
            checker.add(field("quantity"), Problem::MustBePositive);
        }
        if self.price.0 < 0 {
            checker.add(field("price"), Problem::MustNotBeNegative);
        }
        match line_total(self.quantity, self.price) {
            None => checker.add(field("total"), Problem::TooLarge),
            Some(total) => check_given_total(&field("total"), self.total, total, checker),
        }
    }
}

fn check_given_total(field: &str, given: Option<Kopecks>, expected: Kopecks, checker: &mut Checker) {
    if given.is_some_and(|given| given != expected) {
        checker.add(field, Problem::TotalDiffers { expected: expected.0 });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(quantity: i64, price: i64) -> LineDraft {
        LineDraft {
            kind: ItemKind::Service,
            nomenclature_id: None,
            name: "Консультация".into(),
            quantity: Quantity(quantity),
            price: Kopecks(price),
            total: None,
        }
    }

    fn problems(draft: &InvoiceDraft) -> Vec<(String, Problem)> {
        let errors = draft.check().err().unwrap_or_default();
        errors.into_iter().map(|error| (error.field, error.problem)).collect()
    }

    #[test]
    fn what_is_wrong_is_named_line_by_line() {
        let good =
            InvoiceDraft { client_id: Some(1), lines: vec![line(1000, 200_000)], ..InvoiceDraft::default() };
        assert_eq!(problems(&good), []);
        let cases: [(InvoiceDraft, &str, Problem); 7] = [
            (InvoiceDraft { client_id: None, ..good.clone() }, "client_id", Problem::Required),
            (InvoiceDraft { lines: vec![], ..good.clone() }, "items", Problem::NoLines),
            (
                InvoiceDraft { lines: vec![line(0, 1)], ..good.clone() },
                "items[0].quantity",
                Problem::MustBePositive,
            ),
            (
                InvoiceDraft { lines: vec![line(-1000, 1)], ..good.clone() },
                "items[0].quantity",
                Problem::MustBePositive,
            ),
            (
                InvoiceDraft { lines: vec![line(1, -1)], ..good.clone() },
                "items[0].price",
                Problem::MustNotBeNegative,
            ),
            (
                InvoiceDraft { total: Some(Kopecks(1)), ..good.clone() },
                "total_amount",
                Problem::TotalDiffers { expected: 200_000 },
            ),
            (
                InvoiceDraft { lines: vec![line(1000, 900_000_000_000_000); 2], ..good.clone() },
                "total_amount",
                Problem::TooLarge,
            ),
        ];
        for (draft, field, problem) in cases {
            assert_eq!(problems(&draft), [(field.to_owned(), problem)]);
        }
    }

    #[test]
    fn the_sum_is_the_sum_of_rounded_lines() {
        let draft = InvoiceDraft { lines: vec![line(500, 101), line(500, 101)], ..InvoiceDraft::default() };
        assert_eq!(draft.sum(), Kopecks(102));
    }

    #[test]
    fn a_price_items_name_stays_letter_by_letter_and_ones_own_words_are_one_line() {
        for (nomenclature_id, kept) in [(Some(1), "Вакцина  Нобивак"), (None, "Вакцина Нобивак")]
        {
            let line = LineDraft {
                nomenclature_id, name: " Вакцина  Нобивак\t".into(), ..line(1_000, 100)
            };
            let draft = InvoiceDraft { lines: vec![line], ..InvoiceDraft::default() };
            assert_eq!(draft.tidy().lines[0].name, kept);
        }
    }
}
