-- Rows that changed after ?1 and up to ?2 and are not there: they were deleted.
SELECT list, row_id
FROM changes
WHERE seq > ?1 AND seq <= ?2
  AND CASE list
          WHEN 'clients' THEN NOT EXISTS (SELECT 1 FROM clients WHERE id = row_id)
          WHEN 'patients' THEN NOT EXISTS (SELECT 1 FROM patients WHERE id = row_id)
          ELSE NOT EXISTS (SELECT 1 FROM nomenclature WHERE id = CAST(row_id AS INTEGER))
      END
GROUP BY list, row_id
ORDER BY max(seq)
