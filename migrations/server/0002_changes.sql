-- Which rows changed, in the order in which they did, so that a workstation can ask for what is new. Triggers keep it:
-- what an administrator changes with a tool of his own counts like an upload.

-- What became of a row is read from its own table: one that is not there was deleted. AUTOINCREMENT: a number that was
-- given once never comes again, though its entry goes.
CREATE TABLE changes (
    seq    INTEGER PRIMARY KEY AUTOINCREMENT,
    list   TEXT NOT NULL CHECK (list IN ('clients', 'patients', 'nomenclature')),
    row_id TEXT NOT NULL
) STRICT;

-- `epoch` is another UUID after a backup was restored. The log keeps the last `keeps` changes at least; those up to
-- `forgotten` can no longer be told.
CREATE TABLE change_log (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    epoch     TEXT NOT NULL,
    keeps     INTEGER NOT NULL DEFAULT 50000 CHECK (keeps > 0),
    forgotten INTEGER NOT NULL DEFAULT 0
) STRICT;

-- A tenth at a time: not with every change.
CREATE TRIGGER changes_forget AFTER INSERT ON changes
WHEN new.seq > (SELECT forgotten + keeps + keeps / 10 FROM change_log)
BEGIN
    UPDATE change_log SET forgotten = new.seq - keeps;
    DELETE FROM changes WHERE seq <= (SELECT forgotten FROM change_log);
END;

CREATE TRIGGER clients_inserted AFTER INSERT ON clients
BEGIN INSERT INTO changes (list, row_id) VALUES ('clients', new.id); END;
CREATE TRIGGER clients_updated AFTER UPDATE ON clients
BEGIN INSERT INTO changes (list, row_id) SELECT 'clients', old.id WHERE old.id <> new.id UNION ALL SELECT 'clients', new.id; END;
CREATE TRIGGER clients_deleted AFTER DELETE ON clients
BEGIN INSERT INTO changes (list, row_id) VALUES ('clients', old.id); END;

CREATE TRIGGER patients_inserted AFTER INSERT ON patients
BEGIN INSERT INTO changes (list, row_id) VALUES ('patients', new.id); END;
CREATE TRIGGER patients_updated AFTER UPDATE ON patients
BEGIN INSERT INTO changes (list, row_id) SELECT 'patients', old.id WHERE old.id <> new.id UNION ALL SELECT 'patients', new.id; END;
CREATE TRIGGER patients_deleted AFTER DELETE ON patients
BEGIN INSERT INTO changes (list, row_id) VALUES ('patients', old.id); END;

CREATE TRIGGER nomenclature_inserted AFTER INSERT ON nomenclature
BEGIN INSERT INTO changes (list, row_id) VALUES ('nomenclature', new.id); END;
CREATE TRIGGER nomenclature_updated AFTER UPDATE ON nomenclature
BEGIN INSERT INTO changes (list, row_id) SELECT 'nomenclature', old.id WHERE old.id <> new.id UNION ALL SELECT 'nomenclature', new.id; END;
CREATE TRIGGER nomenclature_deleted AFTER DELETE ON nomenclature
BEGIN INSERT INTO changes (list, row_id) VALUES ('nomenclature', old.id); END;

-- What one workstation sent of one day, for the money check.
CREATE INDEX clients_of_day ON clients (workstation_id, substr(received_at, 1, 10))
    WHERE workstation_id IS NOT NULL;
CREATE INDEX patients_of_day ON patients (workstation_id, substr(received_at, 1, 10))
    WHERE workstation_id IS NOT NULL;
CREATE INDEX appointments_of_day ON appointments (workstation_id, substr(received_at, 1, 10))
    WHERE workstation_id IS NOT NULL;
CREATE INDEX invoices_of_day ON invoices (workstation_id, substr(created_at, 1, 10))
    WHERE workstation_id IS NOT NULL;
