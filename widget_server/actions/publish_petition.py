"""Publish a petition file: add the petition as a draft, or bring the one with its slug up to date."""

from widget_server.core.clock import Clock
from widget_server.core.petition_file import PetitionFile
from widget_server.core.sealing import MasterKey
from widget_server.storage import petitions, translations
from widget_server.storage.database import Connection


class TranslationInTheWay(Exception):
    """The petition has a translation into the language that it is to speak itself."""


async def publish_petition(
    connection: Connection, file: PetitionFile, master_key: MasterKey, clock: Clock
) -> bool:
    """Returns whether the petition is new. Raises TranslationInTheWay."""
    if file.locale in await translations.locales_of(connection, file.slug):
        raise TranslationInTheWay(file.locale)
    return await petitions.save(connection, file, master_key.new_wrapped_key, clock())
