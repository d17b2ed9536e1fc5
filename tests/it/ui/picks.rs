//! What is chosen already stays unless another is chosen, and a form opens, shows and closes without traces of another.

use egui::Key;
use egui::accesskit::Role;

use super::driver::Driver;
use super::{SEARCH, SYNCED, clinic};
use crate::support::Bench;

fn at_work(bench: &Bench) -> Driver {
    clinic::people_and_prices(bench);
    let mut driver = Driver::open(&bench.data_dir());
    driver.until_state(SYNCED).until_focus(SEARCH);
    driver
}

#[test]
fn a_form_out_of_the_card_gives_the_focus_back_to_its_row() {
    let bench = Bench::ours();
    let mut driver = at_work(&bench);
    driver.write("мурка").until_says("Сибирская").tab_to("Пациенты клиента");
    driver.key(Key::Enter).until_focus("Кличка").key(Key::Escape).until_focus("Пациенты клиента");
    // Insert among the appointments and invoices: one more appointment of this client.
    driver.ctrl(Key::Num3).key(Key::Insert).until_focus("Клиент").write("иван").key(Key::Enter);
    driver.tab_to("Наименование, строка 1").write("конс").key(Key::Enter).ctrl(Key::Enter);
    driver.until_says("Счёт сохранён").ctrl(Key::Num1);
    driver
        .tab_to("Записи и счета с этого компьютера")
        .key(Key::Enter)
        .until("the invoice", |driver| driver.has(Role::TextInput, "Наименование, строка 1"));
    driver.key(Key::Escape).until_focus("Записи и счета с этого компьютера");
    driver.key(Key::Insert).until("an appointment", |driver| driver.has(Role::TextInput, "Время"));
    assert_eq!(driver.control_named("Клиент").value, "Иванова Мария Петровна");
    driver.key(Key::Escape).until_focus("Записи и счета с этого компьютера");
}
