"""What whoever runs the service does to petitions by command: as on the organizers' pages, and in the same log."""

from collections.abc import Mapping

from widget_server.actions.change_petition_state import NoSuchPetition, change_petition_state
from widget_server.actions.publish_petition import publish_petition
from widget_server.actions.publish_translation import publish_translation
from widget_server.actions.write_petition import note_state, note_written
from widget_server.core.clock import Clock
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.petition import Petition, Stored
from widget_server.core.petition_file import PetitionFile
from widget_server.core.sealing import MasterKey
from widget_server.core.translation_file import TranslationFile
from widget_server.storage import audit_log, petitions, translations
from widget_server.storage.database import Connection


async def add_petition(
    connection: Connection, file: PetitionFile, master_key: MasterKey, clock: Clock
) -> bool:
    """Returns whether the petition is new. Raises TranslationInTheWay."""
    async with connection.transaction():
        stored = await petitions.find(connection, file.slug)
        is_new = await publish_petition(connection, file, master_key, clock)
        await note_written(connection, COMMAND_LINE, file.slug, stored, clock())
    return is_new


async def change_state(connection: Connection, slug: str, state: Stored, clock: Clock) -> Petition:
    """Opens or closes. Raises NoSuchPetition, RetentionEnded."""
    async with connection.transaction():
        stored = await petitions.find(connection, slug)
        if stored is None:
            raise NoSuchPetition(slug)
        found = await change_petition_state(connection, slug, state, clock)
        await note_state(connection, COMMAND_LINE, stored, state, clock())
    return found


async def add_translation(connection: Connection, file: TranslationFile, clock: Clock) -> bool:
    """Returns whether the language is new. Raises NoSuchPetition, TranslationRefused."""
    async with connection.transaction():
        is_new = await publish_translation(connection, file, clock)
        said = {"title": file.title, "target": file.target, "statement": file.statement}
        verb = "add" if is_new else "change"
        await _note(connection, f"translation.{verb}", file.translation_of, file.locale, clock, said)
    return is_new


async def remove_translation(connection: Connection, slug: str, locale: str, clock: Clock) -> bool:
    """False where there is none."""
    async with connection.transaction():
        was_there = await translations.remove(connection, slug, locale)
        if was_there:
            await _note(connection, "translation.remove", slug, locale, clock)
    return was_there


async def note_links(connection: Connection, slug: str, days: int, clock: Clock) -> None:
    """Writes down, before the first is there, that personal links are made: by them people sign without a mail to
    confirm.
    """
    await audit_log.record(
        connection, COMMAND_LINE, "links.make", f"petition:{slug}", at=clock(), after={"days": days}
    )


async def _note(
    connection: Connection,
    action: str,
    slug: str,
    locale: str,
    clock: Clock,
    after: Mapping[str, str | None] | None = None,
) -> None:
    subject = f"petition:{slug}:{locale}"
    await audit_log.record(connection, COMMAND_LINE, action, subject, at=clock(), after=after)
