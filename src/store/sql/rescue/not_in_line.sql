DELETE FROM main.sync_queue WHERE id NOT IN (SELECT id FROM torn.sync_queue NOT INDEXED)
