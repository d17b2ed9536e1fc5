SELECT EXISTS (
    SELECT 1 FROM invoices
    WHERE substr(received_at, 1, 10) = substr(?1, 1, 10) AND substr(created_at, 1, 10) <> substr(?1, 1, 10)
)
