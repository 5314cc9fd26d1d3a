"""petition add."""

from pathlib import Path

import click

from widget_server.actions.by_command_line import add_petition
from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.actions.publish_petition import TranslationInTheWay
from widget_server.actions.write_translation import save_translation
from widget_server.cli.common import settings_or_exit, with_database
from widget_server.core import clock
from widget_server.core.front_matter import PetitionFileError
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.petition_file import PetitionFile
from widget_server.core.sealing import MasterKey
from widget_server.core.settings import Settings
from widget_server.core.translation import TranslationRefused
from widget_server.core.translation_file import TranslationFile, parse_file
from widget_server.storage import translations
from widget_server.storage.database import Connection


def read_petition_file(path: Path) -> PetitionFile | TranslationFile:
    """What is in the file. Ends the command naming file, line and what to mend."""
    try:
        return parse_file(path.read_text("utf-8"))
    except PetitionFileError as error:
        raise click.ClickException("\n".join(f"{path}, {one}" for one in error.all)) from error
    except UnicodeDecodeError as error:
        raise click.ClickException(
            f"{path} is not UTF-8 text (byte {error.start}). Save it as UTF-8."
        ) from error
    except OSError as error:
        raise click.ClickException(f"{path} can't be read: {error.strerror}.") from error


@click.command(short_help="Add or update a petition, or a translation of one, from a Markdown file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def add(file: Path) -> None:
    """Add the petition in FILE (Markdown with YAML front matter) as a draft, or update the one with its slug.

    With `translation_of: SLUG` and `locale: TAG` in its front matter, FILE is what the petition SLUG says in another
    language: it is shown as soon as it is added.

    Editing the statement of a published petition makes a new text: signatures keep the one that they signed.
    """
    found = read_petition_file(file)
    settings = settings_or_exit()
    if isinstance(found, TranslationFile):
        _add_translation(file, found, settings)
    else:
        _add_petition(file, found, settings)


def _add_petition(path: Path, file: PetitionFile, settings: Settings) -> None:
    async def publish(connection: Connection) -> tuple[bool, list[str]]:
        is_new = await add_petition(connection, file, MasterKey(settings.data_key), clock.now)
        return is_new, await translations.locales_of(connection, file.slug)

    try:
        is_new, languages = with_database(publish, settings.database_url)
    except TranslationInTheWay as error:
        raise click.ClickException(
            f"{path}: {file.slug} has a translation into {file.locale} already. "
            f"To have the petition itself speak it: petition remove-translation {file.slug} {file.locale}"
        ) from error
    if is_new:
        click.echo(f"Added {file.slug} as a draft. When it is ready: petition open {file.slug}")
        return
    click.echo(f"Updated {file.slug}.")
    if languages:
        click.echo(
            f"Do its translations need the same change? They are as they were: {', '.join(languages)}."
        )


def _add_translation(path: Path, file: TranslationFile, settings: Settings) -> None:
    slug, locale = file.translation_of, file.locale
    try:
        is_new = with_database(
            lambda connection: save_translation(connection, COMMAND_LINE, file, clock.now),
            settings.database_url,
        )
    except NoSuchPetition as error:
        raise click.ClickException(
            f"{path}: there is no petition {slug!r} to translate. Add the petition's own file first, "
            "or correct `translation_of`; `petition list` shows the petitions that there are."
        ) from error
    except TranslationRefused as error:
        raise click.ClickException(f"{path}: {error}") from error
    click.echo(f"{slug} speaks {locale} now." if is_new else f"Updated {slug} in {locale}.")
