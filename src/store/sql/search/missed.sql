-- How many entries of the log there are since a mark: fewer than the marks tell where the log was pruned.
SELECT count(*) FROM search_log WHERE seq > ?1
