//! An appointment: who comes with which patient, when, to whom and why.

use chrono::{NaiveDate, NaiveTime};

use super::field::{Checker, FieldError, Problem, tidy_notes, tidy_option};

/// What a person fills in to make an appointment. Day and time are read in the clinic's zone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AppointmentDraft {
    pub client_id: Option<i64>,
    pub patient_id: Option<i64>,
    pub date: Option<NaiveDate>,
    pub time: Option<NaiveTime>,
    pub doctor_name: Option<String>,
    pub notes: Option<String>,
}

impl AppointmentDraft {
    /// The draft as it is kept.
    #[must_use]
    pub fn tidy(&self) -> Self {
        Self {
            doctor_name: tidy_option(self.doctor_name.as_deref()),
            notes: tidy_notes(self.notes.as_deref()),
            ..self.clone()
        }
    }

    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut checker = Checker::default();
        let missing = [
            ("client_id", self.client_id.is_none()),
            ("patient_id", self.patient_id.is_none()),
            ("appointment_date", self.date.is_none()),
            ("appointment_time", self.time.is_none()),
        ];
        for (field, _) in missing.into_iter().filter(|(_, missing)| *missing) {
            checker.add(field, Problem::Required);
        }
        checker.sensible_day("appointment_date", self.date);
        checker.at_most("doctor_name", self.doctor_name.as_deref(), 255);
        checker.at_most("notes", self.notes.as_deref(), 5000);
        checker.finish()
    }
}
