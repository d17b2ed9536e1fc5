//! A client: the owner of patients.

use super::field::{Checker, FieldError, tidy, tidy_option};

/// What a person fills in to make a client.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClientDraft {
    pub full_name: String,
    pub phone: String,
    pub email: Option<String>,
    pub address: Option<String>,
}

impl ClientDraft {
    /// The draft as it is kept.
    #[must_use]
    pub fn tidy(&self) -> Self {
        Self {
            full_name: tidy(&self.full_name),
            phone: tidy(&self.phone),
            email: tidy_option(self.email.as_deref()),
            address: tidy_option(self.address.as_deref()),
        }
    }

    /// Limits are the servers': 255 characters a name and an email, 50 a phone.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut checker = Checker::default();
        checker.required("full_name", &self.full_name, 255);
        checker.required("phone", &self.phone, 50);
        checker.at_most("email", self.email.as_deref(), 255);
        checker.at_most("address", self.address.as_deref(), 1000);
        checker.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Problem;
    use super::*;

    #[test]
    fn each_wrong_field_is_named() {
        let good =
            ClientDraft { full_name: "Иванова".into(), phone: "1".into(), ..ClientDraft::default() };
        assert_eq!(good.check(), Ok(()));
        let long = "я".repeat(10_000);
        let wrong = ClientDraft { full_name: long, phone: "  ".into(), ..ClientDraft::default() };
        let expected = vec![
            FieldError::new("full_name", Problem::TooLong { max: 255, actual: 10_000 }),
            FieldError::new("phone", Problem::Required),
        ];
        assert_eq!(wrong.check(), Err(expected));
    }

    #[test]
    fn a_line_is_kept_as_one_line_and_what_is_no_text_is_refused() {
        let pasted = ClientDraft {
            full_name: " Иванова\r\nМария\t".into(),
            phone: "1".into(),
            email: Some(" \n".into()),
            ..ClientDraft::default()
        };
        assert_eq!(pasted.check(), Ok(()));
        let kept = pasted.tidy();
        assert_eq!((kept.full_name.as_str(), kept.email), ("Иванова Мария", None));
        let wrong = ClientDraft { phone: "8\u{0}916".into(), ..pasted };
        assert_eq!(wrong.check(), Err(vec![FieldError::new("phone", Problem::ControlCharacter)]));
    }
}
