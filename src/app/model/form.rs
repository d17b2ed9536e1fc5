//! Forms as they are typed: raw text that only saving turns into a record.
//!
//! What is wrong is named by the contract's field names: `full_name`, `phone`, `email`, `address`; `name`, `species`,
//! `breed`, `birth_date`, `gender`, `client_id`; `patient_id`, `appointment_date`, `appointment_time`, `doctor_name`,
//! `notes`; `items`, `items[0].name`, `items[0].quantity`, `items[0].price`, `items[0].total`.

use crate::domain::{Gender, ItemKind, Kopecks, PaymentStatus, Quantity, RecordKind, line_total};

/// One of the four forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormInput {
    Client(ClientForm),
    Patient(PatientForm),
    Appointment(AppointmentForm),
    Invoice(InvoiceForm),
}

impl FormInput {
    pub fn kind(&self) -> RecordKind {
        match self {
            Self::Client(_) => RecordKind::Client,
            Self::Patient(_) => RecordKind::Patient,
            Self::Appointment(_) => RecordKind::Appointment,
            Self::Invoice(_) => RecordKind::Invoice,
        }
    }

    /// The client chosen in it.
    pub fn client_id(&self) -> Option<i64> {
        match self {
            Self::Client(_) => None,
            Self::Patient(form) => form.owner.id,
            Self::Appointment(form) => form.client.id,
            Self::Invoice(form) => form.client.id,
        }
    }
}

/// A record chosen from a list by typing: the text, and the record once one is chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Choice {
    pub text: String,
    /// Local id.
    pub id: Option<i64>,
}

impl Choice {
    pub fn of(id: i64, text: impl Into<String>) -> Self {
        Self { text: text.into(), id: Some(id) }
    }

    /// What a person typed over the choice: nothing is chosen any more.
    pub fn typed(text: impl Into<String>) -> Self {
        Self { text: text.into(), id: None }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientForm {
    pub full_name: String,
    pub phone: String,
    pub email: String,
    pub address: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientForm {
    pub name: String,
    pub species: String,
    pub gender: Option<Gender>,
    /// A date as typed.
    pub birth_date: String,
    pub breed: String,
    pub owner: Choice,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppointmentForm {
    pub client: Choice,
    pub patient: Choice,
    /// A date as typed.
    pub date: String,
    /// A time of day as typed.
    pub time: String,
    pub doctor_name: String,
    pub notes: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InvoiceForm {
    pub client: Choice,
    pub patient: Choice,
    /// Lines without any text count as not there.
    pub lines: Vec<LineForm>,
    pub payment_status: PaymentStatus,
    pub notes: String,
}

impl InvoiceForm {
    /// The sum of the lines that can be read so far.
    pub fn total(&self) -> Kopecks {
        self.lines.iter().filter_map(LineForm::total).sum()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineForm {
    /// The price item's local id; none for free text.
    pub item_id: Option<i64>,
    pub kind: ItemKind,
    pub name: String,
    pub quantity: String,
    /// Roubles as typed.
    pub price: String,
}

/// An empty line, of quantity one.
impl Default for LineForm {
    fn default() -> Self {
        Self {
            item_id: None,
            kind: ItemKind::default(),
            name: String::new(),
            quantity: Quantity::ONE.to_string(),
            price: String::new(),
        }
    }
}

impl LineForm {
    /// A line of a price item, quantity one.
    pub fn of_item(item: &super::ItemRow) -> Self {
        Self {
            item_id: Some(item.id),
            kind: item.kind,
            name: item.name.clone(),
            price: item.price.to_grouped(),
            ..Self::default()
        }
    }

    /// Nothing was entered: the line does not count.
    pub fn is_blank(&self) -> bool {
        self.name.trim().is_empty() && self.price.trim().is_empty()
    }

    /// None while quantity or price cannot be read.
    pub fn total(&self) -> Option<Kopecks> {
        line_total(Quantity::parse(&self.quantity).ok()?, Kopecks::parse(&self.price).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_follow_what_can_be_read() {
        let line = |quantity: &str, price: &str| LineForm {
            name: "Консультация".into(),
            quantity: quantity.into(),
            price: price.into(),
            ..LineForm::default()
        };
        let cases = [
            (line("1", "2 000"), Some(200_000)),
            (line("0,5", "96.50"), Some(4825)),
            (line("", "10"), None),
            (line("2", "десять"), None),
        ];
        for (line, expected) in &cases {
            assert_eq!(line.total(), expected.map(Kopecks), "{line:?}");
        }
        let lines = cases.into_iter().map(|(line, _)| line).collect();
        assert_eq!(InvoiceForm { lines, ..InvoiceForm::default() }.total(), Kopecks(204_825));
        assert!(LineForm::default().is_blank());
    }
}
