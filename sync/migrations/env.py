"""Alembic's entry: migrates on the connection that it is handed, in the caller's transaction."""

from alembic import context

from sync.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
context.run_migrations()
