INSERT INTO sync_queue (
    action_type, payload, created_at, updated_at, local_id, client_id, patient_id, idempotency_key,
    tenant_id, branch_id, user_id, user_name, server, saved_at
)
VALUES (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?3)
RETURNING id
