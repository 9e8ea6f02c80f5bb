"""Work that nobody waits for: kept in PostgreSQL, done by a worker process."""
