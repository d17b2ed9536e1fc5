-- The workstation's store: one file per server and tenant.

-- Facts about the store itself: last sync, last download, what the server said last.
CREATE TABLE meta (
    name  TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Rows made here have an idempotency_key; rows only ever downloaded do not.
-- `archived` rows vanished from the server's snapshot: kept for what points at them, shown nowhere.
CREATE TABLE clients (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    server_id       TEXT UNIQUE,
    idempotency_key TEXT UNIQUE,
    full_name       TEXT    NOT NULL,
    phone           TEXT    NOT NULL,
    email           TEXT,
    address         TEXT,
    synced          INTEGER NOT NULL DEFAULT 0,
    archived        INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT,
    name_folded     TEXT    NOT NULL,
    phone_digits    TEXT    NOT NULL
) STRICT;
CREATE INDEX clients_by_name ON clients (name_folded, id) WHERE archived = 0;
CREATE INDEX clients_made_here ON clients (created_at) WHERE created_at IS NOT NULL;

-- client_id is NULL where the server names no owner, or one it did not send.
CREATE TABLE patients (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    server_id       TEXT UNIQUE,
    idempotency_key TEXT UNIQUE,
    name            TEXT    NOT NULL,
    species         TEXT    NOT NULL,
    breed           TEXT,
    birth_date      TEXT,
    gender          TEXT,
    client_id       INTEGER REFERENCES clients (id),
    owner_server_id TEXT,
    synced          INTEGER NOT NULL DEFAULT 0,
    archived        INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT,
    name_folded     TEXT    NOT NULL
) STRICT;
CREATE INDEX patients_by_client ON patients (client_id);
CREATE INDEX patients_by_name ON patients (name_folded, id) WHERE archived = 0;

-- server_id is the id as it came, as JSON text, and no identity: servers send null and repeat ids.
CREATE TABLE nomenclature (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    server_id     TEXT,
    name          TEXT    NOT NULL,
    type          TEXT    NOT NULL,
    price_kopecks INTEGER NOT NULL,
    category      TEXT,
    archived      INTEGER NOT NULL DEFAULT 0,
    name_folded   TEXT    NOT NULL,
    category_folded TEXT  NOT NULL
) STRICT;
CREATE INDEX nomenclature_by_name ON nomenclature (name_folded, id) WHERE archived = 0;

CREATE TABLE appointments (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    server_id        TEXT UNIQUE,
    idempotency_key  TEXT    NOT NULL UNIQUE,
    client_id        INTEGER NOT NULL REFERENCES clients (id),
    patient_id       INTEGER NOT NULL REFERENCES patients (id),
    appointment_date TEXT    NOT NULL,
    appointment_time TEXT    NOT NULL,
    doctor_name      TEXT,
    notes            TEXT,
    author           TEXT    NOT NULL,
    synced           INTEGER NOT NULL DEFAULT 0,
    created_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX appointments_by_day ON appointments (appointment_date, appointment_time);
CREATE INDEX appointments_by_client ON appointments (client_id);
CREATE INDEX appointments_by_patient ON appointments (patient_id);

-- created_at carries the workstation's offset; day is its first ten characters.
CREATE TABLE invoices (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    server_id       TEXT UNIQUE,
    idempotency_key TEXT    NOT NULL UNIQUE,
    client_id       INTEGER NOT NULL REFERENCES clients (id),
    patient_id      INTEGER REFERENCES patients (id),
    total_kopecks   INTEGER NOT NULL,
    payment_status  TEXT    NOT NULL,
    notes           TEXT,
    author          TEXT    NOT NULL,
    synced          INTEGER NOT NULL DEFAULT 0,
    created_at      TEXT    NOT NULL,
    day             TEXT    NOT NULL
) STRICT;
CREATE INDEX invoices_by_day ON invoices (day);
CREATE INDEX invoices_by_client ON invoices (client_id);
CREATE INDEX invoices_by_patient ON invoices (patient_id);

CREATE TABLE invoice_items (
    invoice_id      INTEGER NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    type            TEXT    NOT NULL,
    nomenclature_id INTEGER REFERENCES nomenclature (id),
    name            TEXT    NOT NULL,
    quantity_milli  INTEGER NOT NULL,
    price_kopecks   INTEGER NOT NULL,
    total_kopecks   INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX invoice_items_by_price_item ON invoice_items (nomenclature_id);

-- The document's queue, its first seven columns under their document names. An action leaves it when the
-- server has it. sent_* is the durable intent: written before the first byte of an upload, with the payload
-- as it goes out, so that a repeat sends the same bytes.
CREATE TABLE sync_queue (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    action_type     TEXT    NOT NULL,
    payload         TEXT    NOT NULL,
    status          TEXT    NOT NULL DEFAULT 'pending',
    error_message   TEXT,
    created_at      TEXT    NOT NULL,
    updated_at      TEXT    NOT NULL,
    local_id        INTEGER NOT NULL,
    client_id       INTEGER,
    patient_id      INTEGER,
    idempotency_key TEXT    NOT NULL UNIQUE,
    state           TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'refused', 'in_doubt')),
    attempts        INTEGER NOT NULL DEFAULT 0,
    error_code      TEXT,
    error_field     TEXT,
    sent_payload    TEXT,
    sent_idempotent INTEGER,
    sent_at         TEXT,
    tenant_id       TEXT    NOT NULL,
    branch_id       TEXT    NOT NULL,
    user_id         TEXT    NOT NULL,
    user_name       TEXT    NOT NULL,
    UNIQUE (action_type, local_id)
) STRICT;
CREATE INDEX sync_queue_by_state ON sync_queue (state, id);

-- What the server has acknowledged.
CREATE TABLE journal (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    at              TEXT    NOT NULL,
    day             TEXT    NOT NULL,
    action_type     TEXT    NOT NULL,
    local_id        INTEGER NOT NULL,
    idempotency_key TEXT    NOT NULL,
    server_id       TEXT    NOT NULL,
    payload         TEXT    NOT NULL,
    amount_kopecks  INTEGER,
    user_name       TEXT    NOT NULL
) STRICT;
CREATE INDEX journal_by_day ON journal (day);

-- A waiting action whose client or patient was refused or is in doubt is held by that one. A patient's own
-- client is also its records' client (saving checks it), so two look-ups see the whole chain.
CREATE VIEW queue_states AS
SELECT
    q.*,
    CASE WHEN q.state = 'waiting' THEN coalesce(c.id, p.id) END AS held_by,
    CASE WHEN q.state = 'waiting' AND coalesce(c.id, p.id) IS NOT NULL THEN 'held' ELSE q.state END AS shown_state
FROM sync_queue AS q
LEFT JOIN sync_queue AS c
    ON c.action_type = 'create_client' AND c.local_id = q.client_id AND c.state IN ('refused', 'in_doubt')
LEFT JOIN sync_queue AS p
    ON p.action_type = 'create_patient' AND p.local_id = q.patient_id AND p.state IN ('refused', 'in_doubt');
