"""Alembic's migrations. Each must suit the version of the product that is still running while it is applied."""
