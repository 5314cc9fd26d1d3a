"""petition add."""

from pathlib import Path

import click

from widget_server.actions.publish_petition import publish_petition
from widget_server.cli.common import settings_or_exit, with_database
from widget_server.core import clock
from widget_server.core.petition_file import PetitionFile, PetitionFileError, parse_petition_file
from widget_server.core.sealing import MasterKey


def read_petition_file(path: Path) -> PetitionFile:
    """The petition in the file. Ends the command naming file, line and what to mend."""
    try:
        return parse_petition_file(path.read_text("utf-8"))
    except PetitionFileError as error:
        raise click.ClickException(f"{path}, {error}") from error
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8."
        ) from error
    except OSError as error:
        raise click.ClickException(f"{path} can't be read: {error.strerror}.") from error


@click.command(short_help="Add or update a petition from a Markdown file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add(file: Path) -> None:
    """Add the petition in FILE (Markdown with YAML front matter) as a draft, or update the one with its slug.

    Editing the statement of a published petition makes a new text: signatures keep the one that they signed.
    """
    petition = read_petition_file(file)
    settings = settings_or_exit()
    is_new = with_database(
        lambda connection: publish_petition(connection, petition, MasterKey(settings.data_key), clock.now),
        settings.database_url,
    )
    if is_new:
        click.echo(f"Added {petition.slug} as a draft. When it is ready: petition open {petition.slug}")
    else:
        click.echo(f"Updated {petition.slug}.")
