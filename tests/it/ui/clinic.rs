//! What the clinics of these tests hold, written into the server's file before the window opens.

use crate::support::{Bench, execute};

fn on_server(bench: &Bench, statements: &'static str) {
    execute(&bench.data_dir().with_file_name("clinic.db"), statements);
}

/// A second branch, «Второй».
pub fn second_branch(bench: &Bench) {
    on_server(bench, "INSERT INTO branches (id, name, address) VALUES ('branch-2', 'Второй', 'Садовая, 2')");
}

/// Three clients, one of them with a cat, and a price list of two.
pub fn people_and_prices(bench: &Bench) {
    on_server(
        bench,
        "INSERT INTO clients (id, full_name, phone, received_at) VALUES
            ('client-1', 'Иванова Мария Петровна', '8 916 123-45-67', '2026-01-01T00:00:00Z'),
            ('client-2', 'Сидоров Пётр Ильич', '+7 903 765-43-21', '2026-01-01T00:00:00Z'),
            ('client-3', 'Артемьева Ольга', '', '2026-01-01T00:00:00Z');
         INSERT INTO patients (id, owner_id, name, species, breed, gender, received_at) VALUES
            ('patient-1', 'client-1', 'Мурка', 'Кошка', 'Сибирская', 'female', '2026-01-01T00:00:00Z');
         INSERT INTO nomenclature (name, type, price_kopecks, category) VALUES
            ('Консультация терапевта', 'service', 120050, 'Приём'),
            ('Вакцина Нобивак', 'product', 180000, 'Вакцины')",
    );
}

/// A client who was entered elsewhere meanwhile.
pub fn one_more_client(bench: &Bench) {
    on_server(
        bench,
        "INSERT INTO clients (id, full_name, phone, received_at)
            VALUES ('client-4', 'Яковлев Илья', '8 916 555-44-33', '2026-01-01T00:00:00Z')",
    );
}
