SELECT
    i.*, c.full_name AS client_name, c.server_id AS client_server_id, p.name AS patient_name,
    p.server_id AS patient_server_id, q.shown_state AS queue_state,
    (
        SELECT coalesce(sum(s.total_kopecks), 0)
        FROM invoice_items AS s
        WHERE s.invoice_id = i.id AND s.type = 'service'
    ) AS services_kopecks
FROM invoices AS i
INNER JOIN clients AS c ON c.id = i.client_id
LEFT JOIN patients AS p ON p.id = i.patient_id
LEFT JOIN queue_states AS q ON q.action_type = 'create_invoice' AND q.local_id = i.id
WHERE i.client_id = ?
ORDER BY i.day DESC, i.id DESC
