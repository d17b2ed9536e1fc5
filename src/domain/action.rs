//! A queued change as data: what it makes, and where it stands on its way to the server.

use super::own_code;

/// The kinds of record a workstation makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordKind {
    Client,
    Patient,
    Appointment,
    Invoice,
}

impl RecordKind {
    pub const ALL: [Self; 4] = [Self::Client, Self::Patient, Self::Appointment, Self::Invoice];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Patient => "patient",
            Self::Appointment => "appointment",
            Self::Invoice => "invoice",
        }
    }
}

/// The actions of the sync API, in dependency order: parents before children.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActionKind {
    CreateClient,
    CreatePatient,
    CreateAppointment,
    CreateInvoice,
}

impl ActionKind {
    pub const ALL: [Self; 4] =
        [Self::CreateClient, Self::CreatePatient, Self::CreateAppointment, Self::CreateInvoice];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::CreateClient => "create_client",
            Self::CreatePatient => "create_patient",
            Self::CreateAppointment => "create_appointment",
            Self::CreateInvoice => "create_invoice",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// The action that makes such a record.
    pub fn making(record: RecordKind) -> Self {
        match record {
            RecordKind::Client => Self::CreateClient,
            RecordKind::Patient => Self::CreatePatient,
            RecordKind::Appointment => Self::CreateAppointment,
            RecordKind::Invoice => Self::CreateInvoice,
        }
    }

    pub fn record(self) -> RecordKind {
        match self {
            Self::CreateClient => RecordKind::Client,
            Self::CreatePatient => RecordKind::Patient,
            Self::CreateAppointment => RecordKind::Appointment,
            Self::CreateInvoice => RecordKind::Invoice,
        }
    }
}

/// Where a queued action stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueueState {
    /// Goes up with the next cycle.
    Waiting,
    /// Handed to a request whose answer has not been applied yet.
    Sending,
    /// Waits for a parent that was refused or is in doubt.
    Held,
    /// The server answered no.
    Refused,
    /// The request went out and no answer says whether the server acted on it.
    InDoubt,
    /// In doubt too, but a later download will tell.
    Settling,
    /// Waits, but the server may have it from an earlier request: it goes again unchanged under its key.
    Resending,
    /// A person has said that this server takes none of its kind: it stays here, and needs nobody.
    Aside,
}

impl QueueState {
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Sending,
        Self::Held,
        Self::Refused,
        Self::InDoubt,
        Self::Settling,
        Self::Resending,
        Self::Aside,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Held => "held",
            Self::Refused => "refused",
            Self::InDoubt => "in_doubt",
            Self::Settling => "settling",
            Self::Resending => "resending",
            Self::Aside => "aside",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The document's `status` column says only this much.
    pub fn status(self) -> &'static str {
        if self.needs_attention() { "error" } else { "pending" }
    }

    pub fn needs_attention(self) -> bool {
        matches!(self, Self::Refused | Self::InDoubt)
    }

    /// The server may have it, or a part of it, and only a person can tell: with the code of its error, also while
    /// nobody is asked because its kind was put aside.
    pub fn is_doubt(self, code: Option<&str>) -> bool {
        self == Self::InDoubt || self == Self::Aside && code == Some(own_code::HEADER_MAY_STAY)
    }
}
