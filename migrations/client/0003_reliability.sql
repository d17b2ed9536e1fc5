-- What the sync needs to know to lose nothing and send nothing twice, whatever happens on the way.

-- `server` is the one an action was saved for, `sent_server` the one that got it. `saved_at` is a person's last save
-- of it: for a few seconds after it the automatic cycle leaves it alone. `doubts` counts how often its fate was
-- unknown on a server without keys. `settles`: the doubt it is in will be settled by a later download, and no person
-- is needed; rows that download brings have local ids over `sent_above`. `may_be_there`: the server may have it from
-- before this store was restored, or before the server was; its bytes of then are not kept.
ALTER TABLE sync_queue ADD COLUMN server TEXT;
ALTER TABLE sync_queue ADD COLUMN sent_server TEXT;
ALTER TABLE sync_queue ADD COLUMN saved_at TEXT;
ALTER TABLE sync_queue ADD COLUMN doubts INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_queue ADD COLUMN settles INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_queue ADD COLUMN sent_above INTEGER;
ALTER TABLE sync_queue ADD COLUMN may_be_there INTEGER NOT NULL DEFAULT 0;

-- `result` is how the server came to have it: 'sent', 'replayed', 'adopted' (a download showed it) or 'by_hand' (a
-- person found it there). `invoice_day` is the first ten characters of created_at as sent. NULL in rows from before.
-- `keyed`: the server that has it knows it by its key, so that a repeat is harmless.
ALTER TABLE journal ADD COLUMN server TEXT;
ALTER TABLE journal ADD COLUMN workstation_id TEXT;
ALTER TABLE journal ADD COLUMN result TEXT NOT NULL DEFAULT 'sent';
ALTER TABLE journal ADD COLUMN invoice_day TEXT;
ALTER TABLE journal ADD COLUMN keyed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX journal_by_key ON journal (idempotency_key);
CREATE INDEX journal_by_invoice_day ON journal (invoice_day) WHERE invoice_day IS NOT NULL;

-- Of a row that another workstation made: its key, where the server tells it.
ALTER TABLE clients ADD COLUMN server_key TEXT;
ALTER TABLE patients ADD COLUMN server_key TEXT;
CREATE INDEX clients_by_server_key ON clients (server_key) WHERE server_key IS NOT NULL;
CREATE INDEX patients_by_server_key ON patients (server_key) WHERE server_key IS NOT NULL;

-- Rows of the last full download that have no place in the store: each with the reason.
CREATE TABLE left_out (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     TEXT NOT NULL,
    list   TEXT NOT NULL CHECK (list IN ('clients', 'patients', 'nomenclature')),
    row    TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;

-- A kind of action that a classic server refuses one after another with the same kind of message. 'held' is shown as
-- one line and no longer sent; 'aside': a person has said that this is how this server is.
CREATE TABLE refused_kinds (
    action_type TEXT PRIMARY KEY NOT NULL,
    message     TEXT    NOT NULL,
    times       INTEGER NOT NULL,
    state       TEXT    NOT NULL DEFAULT 'counting' CHECK (state IN ('counting', 'held', 'aside')),
    since       TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

-- What only a person can end and is no single action's: one row a kind of problem, its figures as JSON.
CREATE TABLE problems (
    kind  TEXT PRIMARY KEY NOT NULL,
    facts TEXT NOT NULL,
    since TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO problems (kind, facts, since)
SELECT 'sign_in_needed', json_object('message', value), strftime('%Y-%m-%dT%H:%M:%fZ') FROM meta WHERE name = 'problem';
DELETE FROM meta WHERE name = 'problem';

-- A waiting action whose client or patient does not go is held by that one, and one of a kind that the server does not
-- take is held too, by none. A patient's own client is also its records' client (saving checks it), so two look-ups see
-- the whole chain. `resending`: the server may have it, and knows a repeat by its key. `settling` is a doubt that needs
-- no person. `kind_state` is NULL where what hinders an action is its own: a field that is named, its size; of a kind that was
-- put aside everything else is `aside`, whatever it was before, and `state` still says what.
DROP VIEW queue_states;
CREATE VIEW queue_states AS
SELECT
    q.*,
    CASE WHEN q.state = 'waiting' THEN coalesce(c.id, p.id) END AS held_by,
    CASE
        WHEN q.state = 'in_doubt' AND q.settles THEN 'settling'
        WHEN q.state = 'waiting' AND (q.sent_payload IS NOT NULL OR q.may_be_there) THEN 'resending'
        WHEN k.state = 'aside' THEN 'aside'
        WHEN q.state = 'waiting' AND (coalesce(c.id, p.id) IS NOT NULL OR k.action_type IS NOT NULL) THEN 'held'
        ELSE q.state
    END AS shown_state,
    k.state AS kind_state
FROM sync_queue AS q
LEFT JOIN sync_queue AS c
    ON c.action_type = 'create_client' AND c.local_id = q.client_id
    AND (c.state IN ('refused', 'in_doubt') OR c.state = 'waiting' AND EXISTS (
        SELECT 1 FROM refused_kinds WHERE action_type = 'create_client' AND state <> 'counting'
    ))
LEFT JOIN sync_queue AS p
    ON p.action_type = 'create_patient' AND p.local_id = q.patient_id
    AND (p.state IN ('refused', 'in_doubt') OR p.state = 'waiting' AND EXISTS (
        SELECT 1 FROM refused_kinds WHERE action_type = 'create_patient' AND state <> 'counting'
    ))
LEFT JOIN refused_kinds AS k
    ON k.action_type = q.action_type AND k.state <> 'counting'
    AND (
        q.state = 'waiting' AND q.sent_payload IS NULL AND NOT q.may_be_there
        OR q.state = 'refused' AND q.error_field IS NULL
        AND coalesce(q.error_code, '') NOT IN ('too_large', 'unreadable', 'rejected', 'parent_lost')
        OR q.state = 'in_doubt' AND q.error_code = 'header_may_stay'
    );
