-- Rows that a search looks at and that were changed or deleted, in order, so that an index in memory need not read all
-- of them again. New rows are known by their ids, which only grow. `client_id` of a patient's row is the owner it had.
CREATE TABLE search_log (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    client_id  INTEGER,
    patient_id INTEGER,
    item_id    INTEGER
) STRICT;

CREATE TRIGGER search_client_changed
AFTER UPDATE OF name_folded, phone_digits, archived ON clients
WHEN (new.name_folded, new.phone_digits, new.archived) IS NOT (old.name_folded, old.phone_digits, old.archived)
BEGIN
    INSERT INTO search_log (client_id) VALUES (old.id);
END;
CREATE TRIGGER search_client_deleted
AFTER DELETE ON clients
BEGIN
    INSERT INTO search_log (client_id) VALUES (old.id);
END;

CREATE TRIGGER search_patient_changed
AFTER UPDATE OF name_folded, client_id, archived ON patients
WHEN (new.name_folded, new.client_id, new.archived) IS NOT (old.name_folded, old.client_id, old.archived)
BEGIN
    INSERT INTO search_log (client_id, patient_id) VALUES (old.client_id, old.id);
END;
CREATE TRIGGER search_patient_deleted
AFTER DELETE ON patients
BEGIN
    INSERT INTO search_log (client_id, patient_id) VALUES (old.client_id, old.id);
END;

CREATE TRIGGER search_item_changed
AFTER UPDATE OF name_folded, category_folded, archived ON nomenclature
WHEN (new.name_folded, new.category_folded, new.archived) IS NOT (old.name_folded, old.category_folded, old.archived)
BEGIN
    INSERT INTO search_log (item_id) VALUES (old.id);
END;
CREATE TRIGGER search_item_deleted
AFTER DELETE ON nomenclature
BEGIN
    INSERT INTO search_log (item_id) VALUES (old.id);
END;

-- Who has missed what is no longer here reads all rows anew, which is no slower than reading so many one by one.
CREATE TRIGGER search_log_pruned
AFTER INSERT ON search_log
WHEN new.seq % 1000 = 0
BEGIN
    DELETE FROM search_log WHERE seq <= new.seq - 10000;
END;
