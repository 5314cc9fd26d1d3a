"""Alembic's entry point: runs migrations on the connection that storage/migrate.py hands it."""

from alembic import context

from widget_server.storage.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection, target_metadata=metadata, render_as_batch=connection.dialect.name == "sqlite"
)
with context.begin_transaction():
    context.run_migrations()
