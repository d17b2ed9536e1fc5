-- Facts that are no JSON are still named.
SELECT kind, CASE WHEN json_valid(facts) THEN json_patch(facts, json_object('kind', kind)) ELSE facts END
FROM problems
ORDER BY since, kind
