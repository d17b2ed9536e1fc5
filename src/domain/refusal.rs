//! What the published servers mean by the messages of their database: facts, the words are chosen at the edge.

/// A message that a server is known to answer with, without the values in it: two of one kind have one cause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum KnownRefusal {
    /// No patient with a birth date is taken.
    BirthDate,
    /// No appointment is taken: it would have to name a doctor whom only the server knows.
    Doctor,
    /// The lines of an invoice were not taken.
    InvoiceLines,
    /// A row named as the parent is not there.
    UnknownParent,
    /// Clinic or branch are not there.
    UnknownClinic,
    WholeNumber,
    /// Longer than so many characters.
    TooLong(u32),
    /// A value that is none of a list's.
    NotOneOfList,
    /// A value is missing that has no better name here.
    MissingValue,
    /// A value of the wrong kind that has no better name here.
    WrongValue,
    /// A value that may stand only once stands there already.
    Twice,
    UnknownAction,
}

impl KnownRefusal {
    pub const ALL: [Self; 12] = [
        Self::BirthDate,
        Self::Doctor,
        Self::InvoiceLines,
        Self::UnknownParent,
        Self::UnknownClinic,
        Self::WholeNumber,
        Self::TooLong(255),
        Self::NotOneOfList,
        Self::MissingValue,
        Self::WrongValue,
        Self::Twice,
        Self::UnknownAction,
    ];

    /// None for a message in words of its own, which are shown as they are.
    pub fn of(message: &str) -> Option<Self> {
        let says = |part: &str| message.contains(part);
        Some(if says("toISOString is not a function") {
            Self::BirthDate
        } else if says("violates not-null constraint") {
            missing(message)
        } else if says("violates foreign key constraint") {
            if says("tenant_id") || says("branch_id") { Self::UnknownClinic } else { Self::UnknownParent }
        } else if says("violates unique constraint") {
            Self::Twice
        } else if let Some((_, most)) = message.split_once("value too long for type character varying(") {
            Self::TooLong(most.trim_end_matches(')').parse().ok()?)
        } else if says("invalid input syntax for type integer") {
            Self::WholeNumber
        } else if says("invalid input value for enum") {
            Self::NotOneOfList
        } else if says("invalid input syntax for type") || says("violates check constraint") {
            Self::WrongValue
        } else if message.starts_with("Unknown action type") {
            Self::UnknownAction
        } else {
            return None;
        })
    }

    /// The contract's name of the one field that is at fault.
    pub fn field(self) -> Option<&'static str> {
        match self {
            Self::BirthDate => Some("birth_date"),
            _ => None,
        }
    }
}

fn missing(message: &str) -> KnownRefusal {
    if message.contains("\"doctor_id\"") {
        KnownRefusal::Doctor
    } else if message.contains("relation \"invoice_items\"") {
        KnownRefusal::InvoiceLines
    } else {
        KnownRefusal::MissingValue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_published_servers_answer_is_known() {
        use KnownRefusal as Known;
        let null = |column, table| {
            format!("null value in column \"{column}\" of relation \"{table}\" violates not-null constraint")
        };
        let key = |table: &str, name: &str| {
            format!("insert or update on table \"{table}\" violates foreign key constraint \"{name}\"")
        };
        let cases = [
            ("value.toISOString is not a function".to_owned(), Some(Known::BirthDate)),
            (null("doctor_id", "appointments"), Some(Known::Doctor)),
            (null("item_type", "invoice_items"), Some(Known::InvoiceLines)),
            (null("species", "patients"), Some(Known::MissingValue)),
            (key("owners", "owners_tenant_id_tenants_id_fk"), Some(Known::UnknownClinic)),
            (key("patients", "patients_owner_id_owners_id_fk"), Some(Known::UnknownParent)),
            ("value too long for type character varying(50)".to_owned(), Some(Known::TooLong(50))),
            ("value too long for type character varying(many)".to_owned(), None),
            ("invalid input syntax for type integer: \"0.5\"".to_owned(), Some(Known::WholeNumber)),
            ("invalid input syntax for type uuid: \"7\"".to_owned(), Some(Known::WrongValue)),
            ("invalid input value for enum gender: \"ж\"".to_owned(), Some(Known::NotOneOfList)),
            (
                "duplicate key value violates unique constraint \"invoices_number\"".to_owned(),
                Some(Known::Twice),
            ),
            ("Unknown action type: delete_client".to_owned(), Some(Known::UnknownAction)),
            ("Телефон: пусто".to_owned(), None),
            (String::new(), None),
        ];
        for (message, expected) in cases {
            assert_eq!(Known::of(&message), expected, "{message}");
        }
    }
}
