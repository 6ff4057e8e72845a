"""The store: our copy of the ledger, the outbox, the runs. SQLite by default, PostgreSQL by URL."""
