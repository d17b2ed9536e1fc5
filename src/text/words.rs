//! Words for the domain's own values: states, kinds, problems of fields.

use super::Text;
use crate::domain::{
    FieldError, Gender, ItemKind, JsonType, KnownRefusal, Kopecks, NoContact, PaymentStatus, Problem,
    QueueState, RecordKind, SyncState, TroubleKind, own_code,
};

impl Text {
    /// The state of the status bar in its exact words. `n` counts what waits or what needs a person.
    pub fn sync_state(&self, state: SyncState, n: u64) -> String {
        match state {
            SyncState::Synced => self.get("status-synced"),
            SyncState::Waiting => self.with("status-waiting", [("n", n.into())]),
            SyncState::Syncing => self.get("status-syncing"),
            SyncState::Offline => self.get("status-offline"),
            SyncState::Attention => self.with("status-attention", [("n", n.into())]),
        }
    }

    /// The state as the status bar and `status` head it: that a person is needed does not hide that there is no contact.
    pub fn status_title(&self, state: SyncState, n: u64, online: bool) -> String {
        let words = self.sync_state(state, n);
        if state == SyncState::Attention && !online {
            let offline = self.sync_state(SyncState::Offline, 0);
            return self.with(
                "status-attention-offline",
                [("attention", words.into()), ("offline", offline.into())],
            );
        }
        words
    }

    pub fn queue_state(&self, state: QueueState) -> String {
        self.get(match state {
            QueueState::Waiting => "state-waiting",
            QueueState::Sending => "state-sending",
            QueueState::Held => "state-held-plain",
            QueueState::Refused => "state-refused",
            QueueState::InDoubt => "state-in-doubt",
            QueueState::Settling => "state-settling",
            QueueState::Resending => "state-resending",
            QueueState::Aside => "state-aside",
        })
    }

    /// Why a row of a download has no place in the store.
    pub fn left_out_reason(&self, code: &str) -> String {
        match code {
            "no_id" => self.get("left-out-no-id"),
            "no_price" => self.get("left-out-no-price"),
            other => other.to_owned(),
        }
    }

    /// A list of a download by its name on the wire.
    pub fn list_name(&self, name: &str) -> String {
        match name {
            "clients" => self.get("list-clients"),
            "patients" => self.get("list-patients"),
            "nomenclature" => self.get("list-nomenclature"),
            other => other.to_owned(),
        }
    }

    pub fn record_kind(&self, kind: RecordKind) -> String {
        self.get(match kind {
            RecordKind::Client => "kind-client",
            RecordKind::Patient => "kind-patient",
            RecordKind::Appointment => "kind-appointment",
            RecordKind::Invoice => "kind-invoice",
        })
    }

    pub fn payment(&self, status: PaymentStatus) -> String {
        self.get(match status {
            PaymentStatus::Pending => "payment-pending",
            PaymentStatus::Paid => "payment-paid",
        })
    }

    pub fn item_kind(&self, kind: ItemKind) -> String {
        self.get(match kind {
            ItemKind::Service => "item-service",
            ItemKind::Product => "item-product",
        })
    }

    pub fn gender(&self, gender: Gender) -> String {
        self.get(match gender {
            Gender::Male => "gender-male",
            Gender::Female => "gender-female",
            Gender::Unknown => "gender-unknown",
        })
    }

    /// `5 000,00 ₽`
    pub fn roubles(&self, sum: Kopecks) -> String {
        self.with("roubles", [("sum", sum.to_grouped().into())])
    }

    /// How the server came to have an action, by the journal's own word for it.
    pub fn journal_result(&self, result: &str) -> String {
        self.get(match result {
            "replayed" => "journal-replayed",
            "adopted" => "journal-adopted",
            "by_hand" => "journal-by-hand",
            _ => "journal-sent",
        })
    }

    /// How old something is, as the status bar says it: `12 мин`.
    pub fn age(&self, age: chrono::TimeDelta) -> String {
        let minutes = age.num_minutes();
        match minutes {
            ..1 => self.get("age-now"),
            1..60 => self.with("age-minutes", [("n", minutes.into())]),
            60..1440 => self.with("age-hours", [("n", (minutes / 60).into())]),
            _ => self.with("age-days", [("n", (minutes / 1440).into())]),
        }
    }

    pub fn no_contact(&self, cause: NoContact) -> String {
        self.get(match cause {
            NoContact::UnknownHost => "error-unknown-host",
            NoContact::Refused => "error-offline",
            NoContact::TimedOut => "error-timed-out",
            NoContact::NotSecure => "error-not-secure",
            NoContact::Broken => "error-broken",
        })
    }

    /// Why the store did not do what was asked; `detail` is the system's words, where this program has none of its own.
    pub fn store_trouble(&self, kind: TroubleKind, detail: &str) -> String {
        let key = match kind {
            TroubleKind::NoAccess => "store-no-access",
            TroubleKind::NotAFolder => "store-not-a-folder",
            TroubleKind::NotADatabase => "store-not-a-database",
            TroubleKind::Damaged => "store-damaged",
            TroubleKind::NewerSchema => "store-newer",
            TroubleKind::Busy => "store-busy",
            TroubleKind::Full => "store-full",
            TroubleKind::Disk => "store-disk",
            TroubleKind::Other => return self.with("error-store", [("reason", detail.into())]),
        };
        self.get(key)
    }

    /// Why an action is stuck: this program's words for its own codes and for what servers are known to say, else
    /// the server's.
    pub fn stuck(&self, code: Option<&str>, message: Option<&str>) -> String {
        let message = message.unwrap_or_default();
        let reason =
            KnownRefusal::of(message).map_or_else(|| message.to_owned(), |known| self.refusal(known));
        match code.filter(|code| own_code::ALL.contains(code)) {
            Some(code) => {
                self.with(&format!("stuck-{}", code.replace('_', "-")), [("reason", reason.into())])
            }
            None => reason,
        }
    }

    fn refusal(&self, known: KnownRefusal) -> String {
        self.get(match known {
            KnownRefusal::BirthDate => "refusal-birth-date",
            KnownRefusal::Doctor => "refusal-doctor",
            KnownRefusal::InvoiceLines => "refusal-invoice-lines",
            KnownRefusal::UnknownParent => "refusal-unknown-parent",
            KnownRefusal::UnknownClinic => "refusal-unknown-clinic",
            KnownRefusal::WholeNumber => "refusal-whole-number",
            KnownRefusal::TooLong(max) => return self.with("refusal-too-long", [("max", max.into())]),
            KnownRefusal::NotOneOfList => "refusal-not-one-of-list",
            KnownRefusal::MissingValue => "refusal-missing-value",
            KnownRefusal::WrongValue => "refusal-wrong-value",
            KnownRefusal::Twice => "refusal-twice",
            KnownRefusal::UnknownAction => "refusal-unknown-action",
        })
    }

    /// A field by the contract's name; `items[1].price` is «Строка 2: Цена», `items[1]` is «Строка 2».
    pub fn field(&self, field: &str) -> String {
        if let Some((line, name)) = invoice_line(field) {
            let field = self.known_field(&format!("item-{name}"), name);
            return self.with("field-in-line", [("n", (line + 1).into()), ("field", field.into())]);
        }
        if let Some(line) = whole_line(field) {
            return self.with("field-line", [("n", (line + 1).into())]);
        }
        self.known_field(field, field)
    }

    /// What is wrong with a field, without its name: it stands beside the field.
    pub fn problem(&self, problem: &Problem) -> String {
        match problem {
            Problem::Required => self.get("problem-required"),
            Problem::TooLong { max, actual } => {
                self.with("problem-too-long", [("max", (*max).into()), ("actual", (*actual).into())])
            }
            Problem::ControlCharacter => self.get("problem-control-character"),
            Problem::NotANumber => self.get("problem-not-a-number"),
            Problem::TooLarge => self.get("problem-too-large"),
            Problem::TooPrecise { decimals } => {
                self.with("problem-too-precise", [("decimals", (*decimals).into())])
            }
            Problem::MustBePositive => self.get("problem-must-be-positive"),
            Problem::MustNotBeNegative => self.get("problem-must-not-be-negative"),
            Problem::NotADate => self.get("problem-not-a-date"),
            Problem::InTheFuture => self.get("problem-in-the-future"),
            Problem::BeforeYear(year) => {
                self.with("problem-before-year", [("year", year.to_string().into())])
            }
            Problem::NotATime => self.get("problem-not-a-time"),
            Problem::NotATimestamp => self.get("problem-not-a-timestamp"),
            Problem::NotOneOf(values) => self.with("problem-not-one-of", [("values", (*values).into())]),
            Problem::UnknownId(id) => self.with("problem-unknown-id", [("id", id.to_string().into())]),
            Problem::HasRecordsOfItsOwner => self.get("problem-has-records-of-its-owner"),
            Problem::OtherClientsPatient => self.get("problem-other-clients-patient"),
            Problem::ParentLocalOnly => self.get("problem-parent-local-only"),
            Problem::NoLines => self.get("problem-no-lines"),
            Problem::TotalDiffers { expected } => {
                self.with("problem-total-differs", [("expected", self.roubles(Kopecks(*expected)).into())])
            }
            Problem::UnknownField => self.get("problem-unknown-field"),
            Problem::Refused(message) => {
                let reason = self.stuck(None, Some(message));
                self.with("error-refused", [("reason", reason.into())])
            }
            Problem::WrongType(expected) => {
                self.with("problem-wrong-type", [("expected", self.json_type(*expected).into())])
            }
        }
    }

    fn json_type(&self, wanted: JsonType) -> String {
        self.get(match wanted {
            JsonType::Text => "json-text",
            JsonType::Integer => "json-integer",
            JsonType::Number => "json-number",
            JsonType::NumberOrText => "json-number-or-text",
            JsonType::Uuid => "json-uuid",
            JsonType::List => "json-list",
            JsonType::Object => "json-object",
        })
    }

    /// The field and what is wrong with it, for places where no form shows the field.
    pub fn field_error(&self, error: &FieldError) -> String {
        let field = self.field(&error.field);
        let problem = self.problem(&error.problem);
        self.with("problem-line", [("field", field.into()), ("problem", problem.into())])
    }

    fn known_field(&self, key: &str, name: &str) -> String {
        let key = format!("field-{key}");
        if self.has(&key) { self.get(&key) } else { self.with("field-other", [("name", name.into())]) }
    }
}

/// `items[2].price` → (2, "price")
fn invoice_line(field: &str) -> Option<(usize, &str)> {
    let (index, name) = field.strip_prefix("items[")?.split_once("].")?;
    Some((index.parse().ok()?, name))
}

/// `items[2]` → 2
fn whole_line(field: &str) -> Option<usize> {
    field.strip_prefix("items[")?.strip_suffix(']')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::super::Lang;
    use super::*;

    #[test]
    fn a_wrong_line_is_named_as_people_count() {
        let text = Text::new(Lang::Ru);
        let error = FieldError::new("items[1].price", Problem::TooPrecise { decimals: 2 });
        assert_eq!(text.field_error(&error), "Строка 2: Цена: Не больше 2 знаков после запятой");
        assert_eq!(text.field("items[1]"), "Строка 2");
        assert_eq!(text.field("colour"), "«colour»");
    }

    #[test]
    fn an_action_is_stuck_for_a_reason_in_words() {
        for lang in Lang::ALL {
            let text = Text::new(lang);
            for code in own_code::ALL {
                assert_ne!(text.stuck(Some(code), Some("HTTP 502")), "HTTP 502", "{code}");
            }
            assert_eq!(text.stuck(Some("invalid_field"), Some("Телефон: пусто")), "Телефон: пусто");
        }
    }

    #[test]
    fn what_servers_are_known_to_say_is_said_in_plain_words() {
        let text = Text::new(Lang::Ru);
        let not_null =
            "null value in column \"item_type\" of relation \"invoice_items\" violates not-null constraint";
        let cases = [
            (None, "value.toISOString is not a function", "даты рождения этот сервер не понимает"),
            (None, "value too long for type character varying(50)", "текст длиннее 50 знаков"),
            (
                Some(own_code::HEADER_MAY_STAY),
                not_null,
                "Сервер ответил ошибкой, но счёт мог остаться: строк счетов этот сервер не принимает",
            ),
        ];
        for (code, message, expected) in cases {
            assert_eq!(text.stuck(code, Some(message)), expected);
        }
        for (lang, known) in
            Lang::ALL.into_iter().flat_map(|lang| KnownRefusal::ALL.map(|known| (lang, known)))
        {
            assert!(!Text::new(lang).refusal(known).starts_with("refusal-"), "{known:?}");
        }
    }

    #[test]
    fn ages_are_short() {
        let text = Text::new(Lang::Ru);
        for (minutes, expected) in [(0, "только что"), (12, "12 мин"), (130, "2 ч"), (3000, "2 дн.")]
        {
            assert_eq!(text.age(chrono::TimeDelta::minutes(minutes)), expected);
        }
    }
}
