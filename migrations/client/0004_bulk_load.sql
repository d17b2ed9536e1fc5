-- What lets a download of the whole clinic write only what changed, and a first one write all of it at disk speed. Run
-- with foreign keys off: these tables are made anew under their names.
--
-- Unique ids are indexes of their own, which a first download makes when all rows are there: server ids come in no
-- order. Only rows made here have a key: the others take no room in its index. `row_hash` is of the row as the server
-- last sent it, `row_hash.rs` says how: one that comes with the same hash again has not changed. NULL: not known.
CREATE TABLE new_clients (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    row_hash        INTEGER,
    archived        INTEGER NOT NULL DEFAULT 0,
    synced          INTEGER NOT NULL DEFAULT 0,
    server_id       TEXT,
    name_folded     TEXT    NOT NULL,
    phone_digits    TEXT    NOT NULL,
    full_name       TEXT    NOT NULL,
    phone           TEXT    NOT NULL,
    email           TEXT,
    address         TEXT,
    idempotency_key TEXT,
    server_key      TEXT,
    created_at      TEXT
) STRICT;
INSERT INTO new_clients (
    id, archived, synced, server_id, name_folded, phone_digits, full_name, phone, email, address, idempotency_key,
    server_key, created_at
)
SELECT
    id, archived, synced, server_id, name_folded, phone_digits, full_name, phone, email, address, idempotency_key,
    server_key, created_at
FROM clients;

CREATE TABLE new_patients (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    row_hash        INTEGER,
    archived        INTEGER NOT NULL DEFAULT 0,
    synced          INTEGER NOT NULL DEFAULT 0,
    client_id       INTEGER REFERENCES clients (id),
    server_id       TEXT,
    name_folded     TEXT    NOT NULL,
    name            TEXT    NOT NULL,
    species         TEXT    NOT NULL,
    breed           TEXT,
    birth_date      TEXT,
    gender          TEXT,
    owner_server_id TEXT,
    idempotency_key TEXT,
    server_key      TEXT,
    created_at      TEXT
) STRICT;
INSERT INTO new_patients (
    id, archived, synced, client_id, server_id, name_folded, name, species, breed, birth_date, gender, owner_server_id,
    idempotency_key, server_key, created_at
)
SELECT
    id, archived, synced, client_id, server_id, name_folded, name, species, breed, birth_date, gender, owner_server_id,
    idempotency_key, server_key, created_at
FROM patients;

-- No id is given out twice, not even the last one's that was deleted.
DELETE FROM sqlite_sequence WHERE name IN ('new_clients', 'new_patients');
INSERT INTO sqlite_sequence (name, seq)
SELECT 'new_' || name, seq FROM sqlite_sequence WHERE name IN ('clients', 'patients');

DROP TABLE patients;
DROP TABLE clients;
ALTER TABLE new_clients RENAME TO clients;
ALTER TABLE new_patients RENAME TO patients;

CREATE UNIQUE INDEX clients_by_server_id ON clients (server_id);
CREATE UNIQUE INDEX clients_by_key ON clients (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX clients_by_server_key ON clients (server_key) WHERE server_key IS NOT NULL;
CREATE INDEX clients_by_name ON clients (name_folded, id) WHERE archived = 0;
CREATE INDEX clients_made_here ON clients (created_at) WHERE created_at IS NOT NULL;
CREATE INDEX clients_archived ON clients (id) WHERE archived <> 0;
CREATE UNIQUE INDEX patients_by_server_id ON patients (server_id);
CREATE UNIQUE INDEX patients_by_key ON patients (idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX patients_by_server_key ON patients (server_key) WHERE server_key IS NOT NULL;
CREATE INDEX patients_by_name ON patients (name_folded, id) WHERE archived = 0;
CREATE INDEX patients_by_client ON patients (client_id);
CREATE INDEX patients_archived ON patients (id) WHERE archived <> 0;

-- What anything but a download changes of a row is compared again when the row comes again.
CREATE TRIGGER clients_changed_here
AFTER UPDATE OF server_id, full_name, phone, email, address, server_key ON clients
WHEN new.row_hash IS old.row_hash AND new.row_hash IS NOT NULL
    AND (new.server_id, new.full_name, new.phone, new.email, new.address, new.server_key)
    IS NOT (old.server_id, old.full_name, old.phone, old.email, old.address, old.server_key)
BEGIN
    UPDATE clients SET row_hash = NULL WHERE id = new.id;
END;
CREATE TRIGGER patients_changed_here
AFTER UPDATE OF server_id, name, species, breed, birth_date, gender, owner_server_id, server_key ON patients
WHEN new.row_hash IS old.row_hash AND new.row_hash IS NOT NULL
    AND (
        new.server_id, new.name, new.species, new.breed, new.birth_date, new.gender, new.owner_server_id,
        new.server_key
    ) IS NOT (
        old.server_id, old.name, old.species, old.breed, old.birth_date, old.gender, old.owner_server_id,
        old.server_key
    )
BEGIN
    UPDATE patients SET row_hash = NULL WHERE id = new.id;
END;
