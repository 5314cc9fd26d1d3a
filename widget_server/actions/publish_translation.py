"""Publish a translation file: let a petition speak one more language, or bring what it says in it up to date."""

from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.core.clock import Clock
from widget_server.core.translation import complete
from widget_server.core.translation_file import TranslationFile
from widget_server.storage import petitions, translations
from widget_server.storage.database import Connection


async def publish_translation(connection: Connection, file: TranslationFile, clock: Clock) -> bool:
    """Returns whether the language is new. Raises NoSuchPetition, TranslationRefused."""
    for petition, _ in await petitions.read_all(connection):
        if petition.slug == file.translation_of:
            return await translations.save(connection, petition.id, complete(file, petition), clock())
    raise NoSuchPetition(file.translation_of)
