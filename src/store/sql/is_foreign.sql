-- It has tables, and none that a migration of this program ever made.
SELECT EXISTS (SELECT 1 FROM sqlite_schema)
    AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = '_sqlx_migrations')
