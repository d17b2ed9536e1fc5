-- What the sync server holds: one clinic. `seq` is the order in which rows came; `id` is what the API shows.

CREATE TABLE clinic (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    tenant_id TEXT NOT NULL
) STRICT;

CREATE TABLE branches (
    seq     INTEGER PRIMARY KEY,
    id      TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL UNIQUE,
    address TEXT
) STRICT;

CREATE TABLE users (
    seq           INTEGER PRIMARY KEY,
    id            TEXT NOT NULL UNIQUE,
    username      TEXT NOT NULL UNIQUE,
    full_name     TEXT NOT NULL,
    role          TEXT NOT NULL,
    branch_id     TEXT NOT NULL REFERENCES branches (id),
    password_hash TEXT NOT NULL
) STRICT;

-- `branch_id` is the branch that made a row, NULL when the upload named none. The rows belong to the whole clinic.
CREATE TABLE clients (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    full_name       TEXT NOT NULL,
    phone           TEXT NOT NULL,
    email           TEXT,
    address         TEXT,
    branch_id       TEXT REFERENCES branches (id),
    workstation_id  TEXT,
    idempotency_key TEXT,
    received_at     TEXT NOT NULL
) STRICT;

-- A classic server takes patients without an owner.
CREATE TABLE patients (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    owner_id        TEXT REFERENCES clients (id),
    name            TEXT NOT NULL,
    species         TEXT NOT NULL,
    breed           TEXT,
    birth_date      TEXT,
    gender          TEXT CHECK (gender IN ('male', 'female', 'unknown')),
    branch_id       TEXT REFERENCES branches (id),
    workstation_id  TEXT,
    idempotency_key TEXT,
    received_at     TEXT NOT NULL
) STRICT;

CREATE TABLE nomenclature (
    id            INTEGER PRIMARY KEY,
    name          TEXT NOT NULL,
    type          TEXT NOT NULL CHECK (type IN ('service', 'product')),
    price_kopecks INTEGER NOT NULL,
    category      TEXT
) STRICT;

CREATE TABLE appointments (
    seq              INTEGER PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    client_id        TEXT REFERENCES clients (id),
    patient_id       TEXT REFERENCES patients (id),
    appointment_date TEXT NOT NULL,
    appointment_time TEXT NOT NULL,
    doctor_name      TEXT,
    notes            TEXT,
    branch_id        TEXT REFERENCES branches (id),
    workstation_id   TEXT,
    idempotency_key  TEXT,
    received_at      TEXT NOT NULL
) STRICT;

-- `created_at` is the workstation's, as it was sent; without one, the moment of arrival.
CREATE TABLE invoices (
    seq             INTEGER PRIMARY KEY,
    id              TEXT NOT NULL UNIQUE,
    client_id       TEXT REFERENCES clients (id),
    patient_id      TEXT REFERENCES patients (id),
    total_kopecks   INTEGER NOT NULL,
    payment_status  TEXT NOT NULL CHECK (payment_status IN ('pending', 'paid')),
    created_at      TEXT NOT NULL,
    notes           TEXT,
    branch_id       TEXT REFERENCES branches (id),
    workstation_id  TEXT,
    idempotency_key TEXT,
    received_at     TEXT NOT NULL
) STRICT;

-- `nomenclature_id` is JSON as it was sent: ids this server does not know are kept beside the name.
CREATE TABLE invoice_items (
    invoice_id      TEXT NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    type            TEXT NOT NULL CHECK (type IN ('service', 'product')),
    nomenclature_id TEXT,
    name            TEXT NOT NULL,
    thousandths     INTEGER NOT NULL,
    price_kopecks   INTEGER NOT NULL,
    total_kopecks   INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, position)
) STRICT, WITHOUT ROWID;

-- What a repeated action is answered from. A key lives as long as the row it made.
CREATE TABLE idempotency_keys (
    key          TEXT PRIMARY KEY,
    action_type  TEXT NOT NULL,
    payload_hash BLOB NOT NULL,
    server_id    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER clients_forget_key AFTER DELETE ON clients WHEN old.idempotency_key IS NOT NULL
BEGIN DELETE FROM idempotency_keys WHERE key = old.idempotency_key; END;
CREATE TRIGGER patients_forget_key AFTER DELETE ON patients WHEN old.idempotency_key IS NOT NULL
BEGIN DELETE FROM idempotency_keys WHERE key = old.idempotency_key; END;
CREATE TRIGGER appointments_forget_key AFTER DELETE ON appointments WHEN old.idempotency_key IS NOT NULL
BEGIN DELETE FROM idempotency_keys WHERE key = old.idempotency_key; END;
CREATE TRIGGER invoices_forget_key AFTER DELETE ON invoices WHEN old.idempotency_key IS NOT NULL
BEGIN DELETE FROM idempotency_keys WHERE key = old.idempotency_key; END;
