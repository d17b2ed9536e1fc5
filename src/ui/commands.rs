//! The one table of commands: what each is called, its keys, where they work. Rail, buttons, tool tips and key handling
//! all read it, so that a key shown is a key that works.

use egui::{Key, Modifiers, Ui};

use crate::app::model::Screen;
use crate::text::Text;

/// A command a person can give by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cmd {
    Go(Screen),
    Sync,
    SyncFull,
    Dismiss,
    ChangeUser,
    Search,
    ClearSearch,
    NewClient,
    NewPatient,
    NewAppointment,
    NewInvoice,
    Open,
    Copy,
    DayBefore,
    DayAfter,
    Today,
    Mend,
    Journal,
    SendAgain,
    AlreadyThere,
    DoNotSend,
    Withdraw,
    SendMissing,
    WithoutBirthDate,
    PutAside,
    TryAgain,
    Accept,
    Decline,
    Dismissed,
    Understood,
    Save,
    Close,
    Choose,
    Paid,
    AddLine,
    RemoveLine,
    SignIn,
}

/// Where keys of a command work. Two commands may share a key only where they never meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// On every screen and in every form.
    Everywhere,
    /// On the client table and its search.
    Clients,
    /// On the list of patients in a client's card.
    Patients,
    /// On the list of appointments and invoices in a client's card.
    Records,
    Appointments,
    Invoices,
    Prices,
    Queue,
    Journal,
    /// On an action of the queue whose fate is unknown, beside what works on all of them.
    Doubt,
    /// On what is said in the queue of the data or the server as a whole.
    ServerProblem,
    /// On what is said in the queue of a store that was put together again.
    StoreRestored,
    /// On a kind of action in the queue that the server does not take.
    RefusedKind,
    /// On a download in the queue that would take much away.
    Shrinking,
    /// In a form or on the settings page.
    Form,
    /// In the form of a record that cannot be changed.
    ReadOnly,
    /// In the invoice form, beside what works in every form.
    InvoiceForm,
    SignIn,
}

/// A key with its modifiers, which must be held exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortcut {
    pub ctrl: bool,
    pub shift: bool,
    pub key: Key,
}

/// A line of the table.
#[derive(Debug)]
pub struct Entry {
    pub cmd: Cmd,
    /// The first one is shown.
    pub keys: &'static [Shortcut],
    /// Key of the label's words.
    pub label: &'static str,
    pub places: &'static [Place],
}

const fn plain(key: Key) -> Shortcut {
    Shortcut { ctrl: false, shift: false, key }
}

const fn ctrl(key: Key) -> Shortcut {
    Shortcut { ctrl: true, shift: false, key }
}

const fn shift(key: Key) -> Shortcut {
    Shortcut { ctrl: false, shift: true, key }
}

const fn entry(cmd: Cmd, keys: &'static [Shortcut], label: &'static str, places: &'static [Place]) -> Entry {
    Entry { cmd, keys, label, places }
}

const LISTS: &[Place] =
    &[Place::Clients, Place::Patients, Place::Records, Place::Appointments, Place::Invoices];
const COPIES: &[Place] =
    &[Place::Clients, Place::Patients, Place::Records, Place::Appointments, Place::Invoices, Place::ReadOnly];
const NEW_APPOINTMENT: &[Place] = &[Place::Records, Place::Appointments];
const DAYS: &[Place] = &[Place::Appointments, Place::Invoices];
const SEARCHES: &[Place] = &[Place::Clients, Place::Patients, Place::Records, Place::Prices, Place::Journal];

/// THE table.
pub const TABLE: &[Entry] = &[
    entry(Cmd::Go(Screen::Clients), &[ctrl(Key::Num1)], "cmd-clients", &[Place::Everywhere]),
    entry(Cmd::Go(Screen::Appointments), &[ctrl(Key::Num2)], "cmd-appointments", &[Place::Everywhere]),
    entry(Cmd::Go(Screen::Invoices), &[ctrl(Key::Num3)], "cmd-invoices", &[Place::Everywhere]),
    entry(Cmd::Go(Screen::Prices), &[ctrl(Key::Num4)], "cmd-prices", &[Place::Everywhere]),
    entry(Cmd::Go(Screen::Queue), &[ctrl(Key::Num5)], "cmd-queue", &[Place::Everywhere]),
    entry(Cmd::Go(Screen::Settings), &[ctrl(Key::Num6)], "cmd-settings", &[Place::Everywhere]),
    entry(Cmd::Sync, &[plain(Key::F5)], "cmd-sync", &[Place::Everywhere]),
    entry(Cmd::SyncFull, &[shift(Key::F5)], "cmd-sync-full", &[Place::Everywhere]),
    entry(Cmd::Dismiss, &[ctrl(Key::W)], "cmd-dismiss", &[Place::Everywhere]),
    entry(Cmd::ChangeUser, &[ctrl(Key::L)], "cmd-change-user", &[Place::Everywhere]),
    entry(Cmd::Search, &[ctrl(Key::F)], "cmd-search", SEARCHES),
    entry(Cmd::ClearSearch, &[plain(Key::Escape)], "cmd-clear-search", SEARCHES),
    entry(Cmd::NewClient, &[plain(Key::Insert)], "cmd-new-client", &[Place::Clients]),
    entry(Cmd::NewPatient, &[plain(Key::Insert)], "cmd-new-patient", &[Place::Patients]),
    entry(Cmd::NewAppointment, &[plain(Key::Insert)], "cmd-new-appointment", NEW_APPOINTMENT),
    entry(Cmd::NewInvoice, &[plain(Key::Insert)], "cmd-new-invoice", &[Place::Invoices]),
    entry(Cmd::Open, &[plain(Key::F2), plain(Key::Enter)], "cmd-open", LISTS),
    entry(Cmd::Copy, &[plain(Key::F9)], "cmd-copy", COPIES),
    entry(Cmd::DayBefore, &[ctrl(Key::PageUp)], "cmd-day-before", DAYS),
    entry(Cmd::Today, &[ctrl(Key::Home)], "cmd-today", DAYS),
    entry(Cmd::DayAfter, &[ctrl(Key::PageDown)], "cmd-day-after", DAYS),
    entry(Cmd::Mend, &[plain(Key::Enter), plain(Key::F2)], "cmd-mend", &[Place::Queue]),
    entry(Cmd::Journal, &[ctrl(Key::J)], "cmd-journal", &[Place::Queue, Place::Journal]),
    entry(Cmd::SendAgain, &[ctrl(Key::Enter)], "cmd-send-again", &[Place::Queue, Place::Doubt]),
    entry(Cmd::Withdraw, &[plain(Key::Delete)], "cmd-withdraw", &[Place::Queue]),
    entry(Cmd::AlreadyThere, &[plain(Key::F6)], "cmd-already-there", &[Place::Doubt]),
    entry(Cmd::DoNotSend, &[plain(Key::Delete)], "cmd-do-not-send", &[Place::Doubt]),
    entry(Cmd::SendMissing, &[ctrl(Key::Enter)], "cmd-send-missing", &[Place::ServerProblem]),
    entry(Cmd::Dismissed, &[plain(Key::Delete)], "cmd-leave-as-is", &[Place::ServerProblem]),
    entry(Cmd::Understood, &[plain(Key::Delete)], "cmd-understood", &[Place::StoreRestored]),
    entry(Cmd::WithoutBirthDate, &[plain(Key::F8)], "cmd-without-birth-date", &[Place::Queue]),
    entry(Cmd::TryAgain, &[ctrl(Key::Enter)], "cmd-try-again", &[Place::RefusedKind]),
    entry(Cmd::PutAside, &[plain(Key::Delete)], "cmd-put-aside", &[Place::RefusedKind]),
    entry(Cmd::Accept, &[ctrl(Key::Enter)], "cmd-accept", &[Place::Shrinking]),
    entry(Cmd::Decline, &[plain(Key::Delete)], "cmd-decline", &[Place::Shrinking]),
    entry(Cmd::Save, &[ctrl(Key::Enter)], "cmd-save", &[Place::Form]),
    entry(Cmd::Close, &[plain(Key::Escape)], "cmd-close", &[Place::Form]),
    entry(Cmd::Choose, &[plain(Key::F4)], "cmd-choose", &[Place::Form]),
    entry(Cmd::Paid, &[plain(Key::F7)], "cmd-paid", &[Place::InvoiceForm]),
    entry(Cmd::AddLine, &[plain(Key::Insert)], "cmd-add-line", &[Place::InvoiceForm]),
    entry(Cmd::RemoveLine, &[ctrl(Key::Delete)], "cmd-remove-line", &[Place::InvoiceForm]),
    entry(Cmd::SignIn, &[plain(Key::Enter)], "cmd-sign-in", &[Place::SignIn]),
];

impl Cmd {
    /// Every command stands in the table: a test holds it to that.
    pub fn entry(self) -> &'static Entry {
        TABLE.iter().find(|entry| entry.cmd == self).unwrap_or(&TABLE[0])
    }

    pub fn label(self, text: &Text) -> String {
        text.get(self.entry().label)
    }

    /// The key as it is shown: `Ctrl 1`, `Ins`.
    pub fn key_name(self) -> String {
        self.entry().keys.first().map(|shortcut| shortcut.name()).unwrap_or_default()
    }

    /// Was one of its keys pressed? It is then taken from the input: nobody else sees it. Held-down repeats do not count.
    pub fn pressed(self, ui: &Ui) -> bool {
        self.entry().keys.iter().any(|shortcut| shortcut.take(ui, false))
    }
}

impl Shortcut {
    fn name(self) -> String {
        let key = match self.key {
            Key::Insert => "Ins",
            Key::Delete => "Del",
            Key::Escape => "Esc",
            Key::PageUp => "PgUp",
            Key::PageDown => "PgDn",
            key => key.symbol_or_name(),
        };
        let modifier = if self.ctrl { "Ctrl " } else { "" };
        let shift = if self.shift { "Shift " } else { "" };
        format!("{modifier}{shift}{key}")
    }

    /// Takes presses of this key from the input; `repeats` counts those of a key held down too.
    fn take(self, ui: &Ui, repeats: bool) -> bool {
        let wanted = Modifiers { ctrl: self.ctrl, shift: self.shift, ..Modifiers::NONE };
        take_key(ui, wanted, self.key, repeats)
    }
}

/// Takes a plain key from the input, for widgets that move by keys: repeats count.
pub fn take_plain(ui: &Ui, key: Key) -> bool {
    take_key(ui, Modifiers::NONE, key, true)
}

/// Unlike egui's own this asks for just these modifiers: Shift+F5 is not F5.
fn take_key(ui: &Ui, wanted: Modifiers, key: Key, repeats: bool) -> bool {
    let mut taken = false;
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let egui::Event::Key { key: pressed, pressed: true, repeat, modifiers, .. } = event else {
                return true;
            };
            let same = (modifiers.ctrl || modifiers.command) == wanted.ctrl
                && modifiers.shift == wanted.shift
                && !modifiers.alt;
            if *pressed != key || !same {
                return true;
            }
            taken |= repeats || !repeat;
            false
        });
    });
    taken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn meet(a: Place, b: Place) -> bool {
        let everywhere = |place| place == Place::Everywhere;
        let in_form = |place| matches!(place, Place::Form | Place::ReadOnly | Place::InvoiceForm);
        // Nobody is signed in on the sign-in page: nothing else works there.
        let signing_in = a == Place::SignIn || b == Place::SignIn;
        a == b || (!signing_in && (everywhere(a) || everywhere(b))) || (in_form(a) && in_form(b))
    }

    #[test]
    fn no_key_has_two_meanings_in_one_place() {
        for (at, one) in TABLE.iter().enumerate() {
            for other in &TABLE[at + 1..] {
                let together = one.places.iter().any(|a| other.places.iter().any(|b| meet(*a, *b)));
                let same_key = one.keys.iter().any(|key| other.keys.contains(key));
                assert!(!(together && same_key), "{:?} and {:?}", one.cmd, other.cmd);
            }
        }
    }

    #[test]
    fn every_command_stands_once_and_has_a_label_in_both_languages() {
        for (at, entry) in TABLE.iter().enumerate() {
            assert!(TABLE[at + 1..].iter().all(|other| other.cmd != entry.cmd), "{:?}", entry.cmd);
            assert!(!entry.places.is_empty());
            for lang in Lang::ALL {
                assert_ne!(Text::new(lang).get(entry.label), entry.label);
            }
        }
        for screen in Screen::ALL {
            assert_eq!(Cmd::Go(screen).entry().cmd, Cmd::Go(screen));
        }
    }

    #[test]
    fn no_key_that_a_remote_desktop_or_the_clipboard_takes() {
        for shortcut in TABLE.iter().flat_map(|entry| entry.keys) {
            let clipboard = matches!(
                (shortcut.ctrl, shortcut.shift, shortcut.key),
                (true, _, Key::C | Key::V | Key::X | Key::A | Key::Z | Key::Insert)
                    | (_, true, Key::Insert | Key::Delete)
            );
            assert!(!clipboard, "{shortcut:?}");
        }
    }

    /// The table as people read it; the sections are the places where keys work.
    fn keys_page() -> String {
        let text = Text::new(Lang::Ru);
        let sections = [
            ("Везде", Place::Everywhere),
            ("Клиенты", Place::Clients),
            ("Пациенты в карточке клиента", Place::Patients),
            ("Записи и счета в карточке клиента", Place::Records),
            ("Записи", Place::Appointments),
            ("Счета", Place::Invoices),
            ("Прайс-лист", Place::Prices),
            ("Очередь", Place::Queue),
            ("Журнал", Place::Journal),
            ("Очередь: ответ потерян", Place::Doubt),
            ("Очередь: сервер восстановлен, деньги не сходятся", Place::ServerProblem),
            ("Очередь: база восстановлена", Place::StoreRestored),
            ("Очередь: сервер не принимает такие записи", Place::RefusedKind),
            ("Очередь: база убывает", Place::Shrinking),
            ("Формы и настройки", Place::Form),
            ("Форма, которую можно только читать", Place::ReadOnly),
            ("Форма счёта", Place::InvoiceForm),
            ("Вход", Place::SignIn),
        ];
        let mut page = String::from(
            "# Клавиши\n\nЭта страница повторяет таблицу `src/ui/commands.rs`; тест следит, чтобы они не расходились.\n",
        );
        for (title, place) in sections {
            page.extend(["\n## ", title, "\n\n| Клавиша | Что делает |\n|---|---|\n"]);
            for entry in TABLE.iter().filter(|entry| entry.places.contains(&place)) {
                let keys: Vec<String> = entry.keys.iter().map(|key| key.name()).collect();
                page.extend(["| ", &keys.join(", "), " | ", &text.get(entry.label), " |\n"]);
            }
        }
        page.push_str("\nВ таблицах: стрелки, PgUp и PgDn, Home и End. В полях: Enter — следующее поле, Tab и Shift+Tab — вперёд и назад.\n");
        page
    }

    #[test]
    fn the_page_of_keys_is_current() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/keys.md");
        if std::env::var_os("WRITE_DOCS").is_some() {
            std::fs::write(path, keys_page()).unwrap();
        }
        let written = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert_eq!(written, keys_page(), "run this test with WRITE_DOCS=1");
    }

    #[test]
    fn keys_are_shown_as_they_stand_on_the_keyboard() {
        let cases = [
            (Cmd::Go(Screen::Queue), "Ctrl 5"),
            (Cmd::NewClient, "Ins"),
            (Cmd::Save, "Ctrl Enter"),
            (Cmd::SyncFull, "Shift F5"),
            (Cmd::DayBefore, "Ctrl PgUp"),
        ];
        for (cmd, expected) in cases {
            assert_eq!(cmd.key_name(), expected);
        }
    }
}
