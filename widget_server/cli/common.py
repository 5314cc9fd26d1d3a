"""What the subcommands share: settings and database with errors that say what to do."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

from widget_server.core.settings import (
    SETTINGS_FILE,
    Settings,
    SettingsError,
    merged_environment,
    read_database_url,
    read_settings,
    unknown_names,
)
from widget_server.storage.database import Connection, Database, StorageUnavailable
from widget_server.storage.migrate import current_version, is_known, newest_version

Result = TypeVar("Result")


def no_such_petition(slug: str) -> click.ClickException:
    """What ends a command that was given a slug of nothing."""
    return click.ClickException(f"There is no petition {slug!r}. `petition list` shows those that there are.")


def settings_or_exit() -> Settings:
    """All settings, checked. Ends the command naming each that is missing or bad."""
    environ = merged_environment()
    warn_of_unknown(environ)
    try:
        return read_settings(environ)
    except SettingsError as error:
        raise click.ClickException(_listed(error)) from error


def database_url_or_exit() -> str:
    """The one setting that work on the database alone needs."""
    try:
        return read_database_url(merged_environment())
    except SettingsError as error:
        raise click.ClickException(_listed(error)) from error


def warn_of_unknown(environ: dict[str, str]) -> None:
    """A typo in a setting's name leaves its default in force; say so."""
    for name in unknown_names(environ):
        click.echo(f"Warning: {name} is no setting and has no effect. Is it a typo?", err=True)


def check_migrated(url: str) -> None:
    """Ends the command where the database is away or not at this version."""
    try:
        current, newest = current_version(url), newest_version()
    except StorageUnavailable as error:
        raise click.ClickException(unreachable(error)) from error
    if current is not None and not is_known(current):
        raise newer_database(current)
    if current != newest:
        state = "is empty" if current is None else f"is at version {current}"
        raise click.ClickException(
            f"The database {state}, this version of the product needs {newest}. Bring it there with: petition migrate"
        )


def newer_database(version: str) -> click.ClickException:
    """Ends a command on a database that a newer version has migrated."""
    return click.ClickException(
        f"The database is at version {version}, which is newer than this program. Install the newer version "
        "of the product, or restore the backup that belongs to this one."
    )


def with_database(work: Callable[[Connection], Awaitable[Result]], url: str | None = None) -> Result:
    """Runs `work` on a connection to the database, once it is sure that its tables are there."""
    url = url or database_url_or_exit()
    check_migrated(url)

    async def run() -> Result:
        database = Database(url, connections=1)
        await database.connect()
        try:
            async with database.held() as connection:
                return await work(connection)
        finally:
            await database.disconnect()

    try:
        return asyncio.run(run())
    except StorageUnavailable as error:
        raise click.ClickException(unreachable(error)) from error


def _listed(error: SettingsError) -> str:
    problems = "\n".join(f"  - {problem}" for problem in error.problems)
    where = f"in the environment or in {SETTINGS_FILE} (`petition init` writes one)"
    return f"These settings need your attention, {where}:\n{problems}"


def unreachable(error: StorageUnavailable) -> str:
    """What ends a command whose database is away."""
    first_line = str(error).splitlines()[0]
    return f"The database can't be used: {first_line}\nCheck PETITION_DATABASE_URL, and that its server is running."
