//! The form page: which record, what it opened with, and what became of saving it.

use std::sync::Arc;

use super::unsaved::unsaved;
use super::{
    ClientListRow, FormInput, ItemRow, Listing, PatientListRow, RowState, Slot, StoreTrouble, Unsaved,
};
use crate::domain::{FieldError, KnownRefusal, Problem, QueueState, RecordKind, fold, own_code};

/// A form that stands above the screen.
#[derive(Debug)]
pub struct FormPage {
    /// A new number for every opening, and once a record has been read: a view takes `input` anew when it changes.
    pub seq: u64,
    pub kind: RecordKind,
    /// Local id; none for a new record.
    pub id: Option<i64>,
    /// The record as the store has it: what the form opens with, and what it shows once it is read-only.
    pub input: FormInput,
    pub access: Access,
    /// The record has not been read from the store: `input` is still empty, and stays so where `trouble` says why.
    pub loading: bool,
    pub saving: bool,
    pub errors: Vec<FieldError>,
    /// How often a save was refused for its fields: each time the first wrong one is where one goes on.
    pub refused_saves: u32,
    /// Why the record was neither read nor saved, beside the fields' errors.
    pub trouble: Option<SaveTrouble>,
    /// Why the record is stuck on its way to the server, to be mended here.
    pub refusal: Option<Refusal>,
    /// For each line that was saved, the line of the form it came from.
    pub(in crate::app) line_map: Vec<usize>,
    /// What the store was given, where `errors` are the store's: it alone can tell whether they are true.
    pub(in crate::app) refused: Option<FormInput>,
    pub(in crate::app) record: Slot<()>,
}

impl FormPage {
    pub(crate) fn new(seq: u64, id: Option<i64>, input: FormInput) -> Self {
        Self {
            seq,
            kind: input.kind(),
            id,
            input,
            access: Access::Editable,
            loading: false,
            saving: false,
            errors: Vec::new(),
            refused_saves: 0,
            trouble: None,
            refusal: None,
            line_map: Vec::new(),
            refused: None,
            record: Slot::default(),
        }
    }

    /// What was typed and is not in the record, now that nothing can be saved any more.
    pub fn unsaved(&self, typed: &FormInput) -> Vec<Unsaved> {
        if self.is_read_only() && !self.loading { unsaved(typed, &self.input) } else { Vec::new() }
    }

    /// What is wrong with a field, by the contract's name.
    pub fn error(&self, field: &str) -> Option<&Problem> {
        self.errors.iter().find(|error| error.field == field).map(|error| &error.problem)
    }

    pub fn is_read_only(&self) -> bool {
        self.access != Access::Editable
    }

    /// Ctrl+Enter does something now.
    pub fn can_save(&self) -> bool {
        !self.is_read_only() && !self.saving && !self.loading
    }
}

/// Why a record is stuck on its way to the server: an error code, of the server or of this program's own, and words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub code: Option<String>,
    pub message: Option<String>,
    /// The contract's name of the field at fault, where it is one's.
    pub field: Option<String>,
}

impl Refusal {
    /// This program says why, rather than a server.
    pub fn is_ours(&self) -> bool {
        self.code.as_deref().is_some_and(|code| own_code::ALL.contains(&code))
    }

    /// The mark at the field at fault, where a form of this kind has it.
    pub(in crate::app) fn mark(&self, kind: RecordKind) -> Option<FieldError> {
        let message = self.message.as_deref().unwrap_or_default();
        let known = KnownRefusal::of(message).and_then(KnownRefusal::field);
        let field = self.field.as_deref().or(known).filter(|field| has_field(kind, field))?;
        Some(FieldError::new(field, Problem::Refused(message.to_owned())))
    }
}

fn has_field(kind: RecordKind, field: &str) -> bool {
    let fields: &[&str] = match kind {
        RecordKind::Client => &["full_name", "phone", "email", "address"],
        RecordKind::Patient => &["name", "species", "breed", "birth_date", "gender", "client_id"],
        RecordKind::Appointment => {
            &["client_id", "patient_id", "appointment_date", "appointment_time", "doctor_name", "notes"]
        }
        RecordKind::Invoice if field.starts_with("items") => return true,
        RecordKind::Invoice => &["client_id", "patient_id", "notes"],
    };
    fields.contains(&field)
}

/// A record as the store has it, with what its form shows beside it.
#[derive(Debug)]
pub(in crate::app) struct Record {
    pub input: FormInput,
    pub state: RowState,
    /// Why it is stuck on its way to the server, or was before its kind was put aside.
    pub refusal: Option<Refusal>,
}

impl Record {
    pub fn access(&self) -> Access {
        let code = self.refusal.as_ref().and_then(|why| why.code.as_deref());
        match self.state {
            RowState::Queued(state @ QueueState::Aside) if state.is_doubt(code) => Access::Aside,
            state => state.into(),
        }
    }
}

/// Whether the record can be changed here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Access {
    #[default]
    Editable,
    /// The server has it: «Уже на сервере. Изменить можно в VetSystem».
    OnServer,
    BeingSent,
    /// It was sent and no answer came; the server will know the repeat, so it is sent again first, unchanged.
    Resending,
    /// It was sent, no answer says whether it arrived, and the next download will tell.
    Settling,
    /// It was sent, no answer says whether it arrived, and only a person can tell.
    InDoubt,
    /// It was sent and may have left something there; the server takes none of its kind, and that was put aside.
    Aside,
    /// «Только здесь»: it was taken out of the queue and the server will not get it.
    LocalOnly,
}

impl From<RowState> for Access {
    fn from(state: RowState) -> Self {
        match state {
            RowState::OnServer => Self::OnServer,
            RowState::LocalOnly => Self::LocalOnly,
            RowState::Queued(
                QueueState::Waiting | QueueState::Held | QueueState::Refused | QueueState::Aside,
            ) => Self::Editable,
            RowState::Queued(QueueState::Sending) => Self::BeingSent,
            RowState::Queued(QueueState::Resending) => Self::Resending,
            RowState::Queued(QueueState::Settling) => Self::Settling,
            RowState::Queued(QueueState::InDoubt) => Self::InDoubt,
        }
    }
}

/// Why a form was not saved, or its record not read.
#[derive(Debug, Clone)]
pub enum SaveTrouble {
    /// Fields of a form that is no longer open; those of an open one stand in `FormPage::errors`.
    Fields(Vec<FieldError>),
    OnServer,
    BeingSent,
    LocalOnly,
    /// The record is no longer there.
    Missing,
    Store(Arc<StoreTrouble>),
}

/// What is offered while a field of a form is being filled in.
#[derive(Debug, Default)]
pub struct Choosers {
    pub clients: Slot<Listing<ClientListRow>>,
    pub patients: Slot<Listing<PatientListRow>>,
    pub items: Slot<Listing<ItemRow>>,
    /// Those used on this workstation, most used first; asked when the form opens.
    pub doctors: Slot<Arc<[String]>>,
    pub species: Slot<Arc<[String]>>,
    /// Of the species last asked for.
    pub breeds: Slot<Arc<[String]>>,
}

impl Choosers {
    /// Those of `all` in which a word begins with what was typed, in any letter case; all for an empty text.
    pub fn matching<'a>(all: &'a Slot<Arc<[String]>>, typed: &str) -> Vec<&'a str> {
        let typed = fold(typed);
        let rows = all.value().map_or(&[][..], |rows| rows);
        let fits = |row: &&str| {
            let row = fold(row);
            row.starts_with(&typed) || row.contains(&format!(" {typed}"))
        };
        rows.iter().map(String::as_str).filter(fits).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_not_gone_out_can_be_changed() {
        let cases = [
            (RowState::OnServer, Access::OnServer),
            (RowState::LocalOnly, Access::LocalOnly),
            (RowState::Queued(QueueState::Waiting), Access::Editable),
            (RowState::Queued(QueueState::Held), Access::Editable),
            (RowState::Queued(QueueState::Refused), Access::Editable),
            (RowState::Queued(QueueState::Sending), Access::BeingSent),
            (RowState::Queued(QueueState::InDoubt), Access::InDoubt),
            (RowState::Queued(QueueState::Settling), Access::Settling),
            (RowState::Queued(QueueState::Resending), Access::Resending),
        ];
        for (state, access) in cases {
            assert_eq!(Access::from(state), access, "{state:?}");
        }
    }

    #[test]
    fn of_what_was_put_aside_only_a_doubt_cannot_be_changed() {
        for (code, access) in [
            (None, Access::Editable),
            (Some("x"), Access::Editable),
            (Some("header_may_stay"), Access::Aside),
        ] {
            let refusal = Refusal { code: code.map(str::to_owned), message: None, field: None };
            let input = FormInput::Client(super::super::ClientForm::default());
            let state = RowState::Queued(QueueState::Aside);
            assert_eq!(Record { input, state, refusal: Some(refusal) }.access(), access, "{code:?}");
        }
    }
}
