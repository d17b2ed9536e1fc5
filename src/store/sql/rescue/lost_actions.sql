-- Records made here since the copy (?1 to ?4: the copy's last client, patient, appointment and invoice) that the server
-- does not have, and whose actions are not readable: their rows say all that an action does. The newest action that is
-- known says for which clinic, and who. An appointment or invoice may have been withdrawn: a person says whether it goes.
INSERT INTO sync_queue (
    action_type, payload, created_at, updated_at, local_id, client_id, patient_id, idempotency_key,
    tenant_id, branch_id, user_id, user_name, server, saved_at, sent_above,
    may_be_there, doubts, state, status, error_code, error_message
)
SELECT
    r.kind, r.payload, r.created_at, r.created_at, r.id, r.client_id, r.patient_id, r.idempotency_key,
    known.tenant_id, known.branch_id, known.user_id, coalesce(r.author, known.user_name), known.server, r.created_at, r.id,
    NOT r.is_final, r.is_final, iif(r.is_final, 'in_doubt', 'waiting'), iif(r.is_final, 'error', 'pending'), iif(r.is_final, 'action_lost', NULL),
    iif(r.is_final, '', NULL)
FROM (
    SELECT
        'create_client' AS kind, id, NULL AS client_id, NULL AS patient_id, idempotency_key, created_at, NULL AS author,
        0 AS is_final,
        json_patch('{}', json_object(
            'address', address, 'email', email, 'full_name', full_name, 'local_id', id, 'phone', phone
        )) AS payload
    FROM clients
    WHERE NOT synced AND server_id IS NULL AND id > ?1
    UNION ALL
    SELECT
        'create_patient', id, client_id, NULL, idempotency_key, created_at, NULL, 0,
        json_patch('{}', json_object(
            'birth_date', birth_date, 'breed', breed, 'client_id', client_id, 'gender', gender, 'local_id', id,
            'name', name, 'species', species
        ))
    FROM patients
    WHERE NOT synced AND server_id IS NULL AND id > ?2
    UNION ALL
    SELECT
        'create_appointment', id, client_id, patient_id, idempotency_key, created_at, author, 1,
        json_patch('{}', json_object(
            'appointment_date', appointment_date, 'appointment_time', appointment_time, 'client_id', client_id,
            'doctor_name', doctor_name, 'local_id', id, 'notes', notes, 'patient_id', patient_id
        ))
    FROM appointments
    WHERE NOT synced AND server_id IS NULL AND id > ?3
    UNION ALL
    SELECT
        'create_invoice', i.id, i.client_id, i.patient_id, i.idempotency_key,
        strftime('%Y-%m-%dT%H:%M:%fZ', i.created_at), i.author, 1,
        json_patch('{}', json_object(
            'client_id', i.client_id, 'created_at', i.created_at,
            'items', (
                SELECT json_group_array(json_object(
                    'name', l.name, 'nomenclature_id', json(n.server_id),
                    'price', iif(l.price_kopecks % 100, l.price_kopecks / 100.0, l.price_kopecks / 100),
                    'quantity', iif(l.quantity_milli % 1000, l.quantity_milli / 1000.0, l.quantity_milli / 1000),
                    'total', iif(l.total_kopecks % 100, l.total_kopecks / 100.0, l.total_kopecks / 100),
                    'type', l.type
                ) ORDER BY l.position)
                FROM invoice_items AS l
                LEFT JOIN nomenclature AS n ON n.id = l.nomenclature_id
                WHERE l.invoice_id = i.id
            ),
            'local_id', i.id, 'notes', i.notes, 'patient_id', i.patient_id, 'payment_status', i.payment_status,
            'total_amount', iif(i.total_kopecks % 100, i.total_kopecks / 100.0, i.total_kopecks / 100)
        ))
    FROM invoices AS i
    WHERE NOT i.synced AND i.server_id IS NULL AND i.id > ?4
) AS r
JOIN (
    SELECT tenant_id, branch_id, user_id, user_name, server
    FROM (
        SELECT tenant_id, branch_id, user_id, user_name, server, created_at AS at FROM sync_queue
        UNION ALL
        SELECT tenant_id, branch_id, user_id, user_name, server, coalesce(saved_at, at) FROM journal
    )
    WHERE tenant_id IS NOT NULL AND branch_id IS NOT NULL AND user_id IS NOT NULL
    ORDER BY at DESC
    LIMIT 1
) AS known
WHERE r.idempotency_key IS NOT NULL
    AND r.idempotency_key NOT IN (SELECT idempotency_key FROM sync_queue)
    AND r.idempotency_key NOT IN (SELECT idempotency_key FROM journal)
