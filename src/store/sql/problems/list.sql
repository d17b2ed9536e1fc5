SELECT json_patch(facts, json_object('kind', kind))
FROM problems
ORDER BY since, kind
