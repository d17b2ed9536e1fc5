//! A patient: an animal and its owner.

use chrono::NaiveDate;

use super::field::{Checker, FieldError, Problem, tidy, tidy_option};

/// A patient's gender, as the sync API names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gender {
    Male,
    Female,
    Unknown,
}

impl Gender {
    pub const ALL: [Self; 3] = [Self::Male, Self::Female, Self::Unknown];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Male => "male",
            Self::Female => "female",
            Self::Unknown => "unknown",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|gender| gender.as_str() == text)
    }
}

/// What a person fills in to make a patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientDraft {
    pub name: String,
    pub species: String,
    pub breed: Option<String>,
    pub birth_date: Option<NaiveDate>,
    pub gender: Option<Gender>,
    /// The owner's local id; `None` is an error that the form and the command line name.
    pub client_id: Option<i64>,
}

impl PatientDraft {
    /// The draft as it is kept.
    #[must_use]
    pub fn tidy(&self) -> Self {
        Self {
            name: tidy(&self.name),
            species: tidy(&self.species),
            breed: tidy_option(self.breed.as_deref()),
            ..self.clone()
        }
    }

    /// `today` guards against a birth date that has not come yet; the server, whose day may be another, gives `None`.
    pub fn check(&self, today: Option<NaiveDate>) -> Result<(), Vec<FieldError>> {
        let mut checker = Checker::default();
        checker.required("name", &self.name, 255);
        checker.required("species", &self.species, 100);
        checker.at_most("breed", self.breed.as_deref(), 255);
        checker.sensible_day("birth_date", self.birth_date);
        if let (Some(born), Some(today)) = (self.birth_date, today)
            && born > today
        {
            checker.add("birth_date", Problem::InTheFuture);
        }
        if self.client_id.is_none() {
            checker.add("client_id", Problem::Required);
        }
        checker.finish()
    }
}
