"""petition migrate."""

import click

from widget_server.cli.common import database_url_or_exit, newer_database
from widget_server.storage.database import StorageUnavailable
from widget_server.storage.migrate import NewerDatabase
from widget_server.storage.migrate import migrate as run_migrations


@click.command(short_help="Bring the database to this version.")
def migrate() -> None:
    """Bring the database to this version of the product. Safe to repeat; the service may go on running."""
    url = database_url_or_exit()
    try:
        before, after = run_migrations(url)
    except NewerDatabase as error:
        raise newer_database(str(error)) from error
    except StorageUnavailable as error:
        raise click.ClickException(
            f"The database can't be migrated: {str(error).splitlines()[0]}\n"
            "Check PETITION_DATABASE_URL, and that its server is running and lets you create tables."
        ) from error
    if before == after:
        click.echo(f"The database is at version {after} already.")
    else:
        click.echo(f"The database is now at version {after}" + (f" (was {before})." if before else "."))
