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

/// The widest of each that the demo clinic holds: names, phones, animals, breeds, addresses, services.
pub fn widest(bench: &Bench) {
    on_server(
        bench,
        "INSERT INTO clients (id, full_name, phone, email, address, received_at) VALUES
            ('client-1', 'Рождественский Владислав Владимирович', '+7 (977) 748-16-28, жена +7 (919) 593-37-04',
                'rozhdestvenskaya-8193@mail.example.ru', 'г. Долгопрудный, ул. Академика Королёва, д. 114, кв. 223',
                '2026-01-01T00:00:00Z'),
            ('client-2', 'Масленникова Валентина Константиновна', '89641579711, жена +7 (964) 727-11-05',
                NULL, NULL, '2026-01-01T00:00:00Z'),
            ('client-3', 'Владимирова Валентина Валентиновна', '8-905-276-39-09, муж +7 (903) 746-06-68',
                NULL, NULL, '2026-01-01T00:00:00Z'),
            ('client-4', 'Хохлова Анастасия Владиславовна', '+79099169794, жена 8(964)4938985',
                NULL, NULL, '2026-01-01T00:00:00Z');
         INSERT INTO patients (id, owner_id, name, species, breed, birth_date, gender, received_at) VALUES
            ('patient-1', 'client-1', 'Пёс Барбос', 'Собака', 'Восточно-европейская овчарка', '2012-01-01', 'male',
                '2026-01-01T00:00:00Z'),
            ('patient-2', 'client-1', 'Кот Учёный', 'Кошка', 'Экзотическая короткошёрстная', '2014-01-01', 'female',
                '2026-01-01T00:00:00Z'),
            ('patient-3', 'client-2', 'Пёс Барбос', 'Собака', NULL, NULL, NULL, '2026-01-01T00:00:00Z'),
            ('patient-4', 'client-3', 'Ёлочка', 'Кошка', NULL, NULL, NULL, '2026-01-01T00:00:00Z'),
            ('patient-5', 'client-3', 'Рекс', 'Кошка', NULL, NULL, NULL, '2026-01-01T00:00:00Z'),
            ('patient-6', 'client-3', 'Петруша', 'Кошка', NULL, NULL, NULL, '2026-01-01T00:00:00Z'),
            ('patient-7', 'client-3', 'Пиксель', 'Кошка', NULL, NULL, NULL, '2026-01-01T00:00:00Z'),
            ('patient-8', 'client-3', 'Симба', 'Кошка', NULL, NULL, NULL, '2026-01-01T00:00:00Z'),
            ('patient-9', 'client-3', 'Кузя', 'Кошка', NULL, NULL, NULL, '2026-01-01T00:00:00Z'),
            ('patient-10', 'client-4', 'Клеопатра', 'Кошка', NULL, NULL, NULL, '2026-01-01T00:00:00Z'),
            ('patient-11', 'client-4', 'Матильда', 'Кошка', NULL, NULL, NULL, '2026-01-01T00:00:00Z');
         INSERT INTO nomenclature (name, type, price_kopecks, category) VALUES
            ('Грыжесечение, промежностная грыжа, собака более 40 кг', 'service', 999999900, 'Расходные материалы'),
            ('Операция при вывихе коленной чашки, собака более 40 кг', 'product', 6790000, 'Уши, глаза, кожа')",
    );
}
