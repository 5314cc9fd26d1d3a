"""Migrations: from nothing to the tables that the code expects."""

import asyncio
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.postgres import free_port
from tests.support.services import connected
from widget_server.storage import catalogue_version
from widget_server.storage import migrate as migrate_module
from widget_server.storage.database import StorageUnavailable
from widget_server.storage.migrate import current_version, migrate, newest_version
from widget_server.storage.schema import metadata


def test_an_empty_database_is_brought_to_the_newest_version(blank_database_url: str) -> None:
    assert current_version(blank_database_url) is None
    assert migrate(blank_database_url) == (None, newest_version())
    assert current_version(blank_database_url) == newest_version()


def test_migrating_again_changes_nothing(blank_database_url: str) -> None:
    migrate(blank_database_url)
    assert migrate(blank_database_url) == (newest_version(), newest_version())


def test_a_database_with_rows_is_brought_from_the_first_version_to_the_newest(
    blank_database_url: str,
) -> None:
    migrate_to(blank_database_url, "0001")
    run(blank_database_url, _ADD_SIGNATURE)
    run(blank_database_url, _ADD_PETITION)
    assert migrate(blank_database_url) == ("0001", newest_version())
    assert run(blank_database_url, "SELECT slug, thanks_mail FROM petitions") == [("a", True)]
    assert run(blank_database_url, "SELECT asked_by, replaced_by, country, show_name FROM signatures") == [
        (None, None, "GB", False)
    ]


def test_a_version_that_is_still_running_can_write_into_the_newest_tables(blank_database_url: str) -> None:
    migrate(blank_database_url)
    run(blank_database_url, _ADD_SIGNATURE)
    run(blank_database_url, _ADD_PETITION)
    assert run(blank_database_url, "SELECT show_name FROM signatures") == [(False,)]
    assert run(blank_database_url, "SELECT extra_fields, consent_style, thanks_mail FROM petitions") == [
        ("[]", "checkbox", True)
    ]


def test_the_labels_of_signatures_that_are_there_are_counted(blank_database_url: str) -> None:
    migrate_to(blank_database_url, "0002")
    run(blank_database_url, _ADD_SIGNATURE)
    run(blank_database_url, "UPDATE signatures SET source = 'blog', ref = 'k3vq7mzc2d', state = 'withdrawn'")
    for number, (before, after) in enumerate([("pending", "confirmed"), ("confirmed", "withdrawn")], 1):
        run(
            blank_database_url,
            "INSERT INTO signature_changes (petition_id, signature_id, at, from_state, to_state, reason)"
            f" SELECT petition_id, id, {number}, '{before}', '{after}', '' FROM signatures",
        )
    migrate(blank_database_url)
    assert sorted(run(blank_database_url, "SELECT * FROM label_totals")) == [
        (1, "locale", "en", 0, 0, 1, 1, 1, 0, 1),
        (1, "reason", "", 0, 0, 0, 0, 1, 0, 1),
        (1, "ref", "k3vq7mzc2d", 0, 0, 1, 1, 1, 0, 1),
        (1, "source", "blog", 0, 0, 1, 1, 1, 0, 1),
    ]


def test_days_hours_and_countries_are_summed_up_from_the_hours_that_are_there(
    blank_database_url: str,
) -> None:
    migrate_to(blank_database_url, "0013")
    for hour, partner, country, slot in (
        (47, 0, "GB", 0),
        (47, 0, "DE", 1),
        (48, 0, "GB", 0),
        (48, 2, "", 0),
    ):
        run(
            blank_database_url,
            "INSERT INTO hourly_totals (petition_id, hour, partner_id, country, slot, submitted, confirmed,"
            f" withdrawn, invalidated, unconfirmed) VALUES (1, {hour}, {partner}, '{country}', {slot}, 5, 4, 3, 2, 1)",
        )
    migrate(blank_database_url)
    assert sorted(run(blank_database_url, "SELECT * FROM period_totals")) == [
        (1, 1, 47, 0, 0, 10, 8, 6, 4, 2),
        (1, 1, 48, 0, 0, 5, 4, 3, 2, 1),
        (1, 1, 48, 2, 0, 5, 4, 3, 2, 1),
        (1, 24, 1, 0, 0, 10, 8, 6, 4, 2),
        (1, 24, 2, 0, 0, 5, 4, 3, 2, 1),
        (1, 24, 2, 2, 0, 5, 4, 3, 2, 1),
    ]
    assert sorted(run(blank_database_url, "SELECT * FROM label_totals")) == [
        (1, "country", "", 2, 0, 5, 4, 3, 2, 1),
        (1, "country", "DE", 0, 0, 5, 4, 3, 2, 1),
        (1, "country", "GB", 0, 0, 10, 8, 6, 4, 2),
    ]


def test_a_migration_that_breaks_off_leaves_the_database_as_it_was(
    blank_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate_to(blank_database_url, "0001")
    with monkeypatch.context() as patched:
        # the last thing that happens before the commit
        patched.setattr(migrate_module, "newest_version", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            migrate(blank_database_url)
    assert current_version(blank_database_url) == "0001"
    assert migrate(blank_database_url) == ("0001", newest_version())


_ADD_SIGNATURE = (
    "INSERT INTO signatures (petition_id, id, partner_id, text_id, state, created_at, country, locale, source, ref,"
    " updates, partner_updates, mails, is_sample)"
    " SELECT 1, signer_key, 0, 1, 'pending', 0, 'GB', 'en', '', '', a.no, a.no, 1, a.no FROM"
    " (SELECT CAST('0123456789abcdef' AS {bytes}) AS signer_key, CAST(0 AS {bool}) AS no) AS a"
)


_ADD_PETITION = (
    "INSERT INTO petitions (slug, text_id, lead_in, body, fields, image_alt, share_text, confirmation, embedding,"
    " locale, state, retention_days, created_at, updated_at)"
    " VALUES ('a', 0, '', '', '[]', '', '', 'email', 'listed', 'en', 'draft', 0, 0, 0)"
)


def run(url: str, statement: str) -> list[tuple[Any, ...]]:
    """By SQLAlchemy, as migrations are."""
    kinds = (
        {"bytes": "BLOB", "bool": "INTEGER"}
        if url.startswith("sqlite")
        else {"bytes": "BYTEA", "bool": "BOOL"}
    )

    def work(connection: Connection) -> list[tuple[Any, ...]]:
        result = connection.exec_driver_sql(statement.format(**kinds))
        return [tuple(row) for row in result] if result.returns_rows else []

    return asyncio.run(migrate_module._with_connection(url, work))


def migrate_to(url: str, version: str) -> None:
    def work(connection: Connection) -> None:
        config = migrate_module._config()
        config.attributes["connection"] = connection
        command.upgrade(config, version)

    asyncio.run(migrate_module._with_connection(url, work, is_writing=True))


# SQLAlchemy can't read an index over an expression back from SQLite; tests/storage/test_query_plans.py sees it in use.
@pytest.mark.filterwarnings("ignore:.*expression-based index '?label_totals_largest")
async def test_migrations_make_exactly_the_tables_of_the_schema(database_url: str) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    scheme, _, rest = database_url.partition("://")
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}[scheme]
    engine = create_async_engine(f"{driver}://{rest}")
    try:
        async with engine.connect() as connection:
            assert await connection.run_sync(differences) == []
    finally:
        await engine.dispose()


async def test_a_migrated_database_has_a_catalogue_version_to_watch(database_url: str) -> None:
    async with connected(database_url) as connection:
        assert await catalogue_version.read(connection) == 1


def test_a_database_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(StorageUnavailable):
        migrate(f"postgresql://postgres@127.0.0.1:{free_port()}/petition")


def test_a_file_that_is_no_database_is_unavailable(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("not-a-database") / "petition.db"
    file.write_text("These are the minutes of our last meeting. " * 100)
    with pytest.raises(StorageUnavailable):
        migrate(f"sqlite:///{file}")
