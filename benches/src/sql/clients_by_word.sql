SELECT count(*) FROM clients
WHERE archived = 0 AND (
    instr(name_folded, ?1) > 0
    OR id IN (SELECT client_id FROM patients WHERE archived = 0 AND instr(name_folded, ?1) > 0)
)
