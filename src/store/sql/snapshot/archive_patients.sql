UPDATE patients SET archived = 1 WHERE id IN (SELECT id FROM gone_patients)
