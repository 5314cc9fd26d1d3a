"""What whoever runs the service does to petitions by command: as on the organizers' pages, and in the same log."""

from widget_server.actions.publish_petition import publish_petition
from widget_server.actions.write_petition import note_written
from widget_server.core.clock import Clock
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.petition_file import PetitionFile
from widget_server.core.sealing import MasterKey
from widget_server.storage import audit_log, petitions
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


async def note_links(connection: Connection, slug: str, days: int, clock: Clock) -> None:
    """Writes down, before the first is there, that personal links are made: by them people sign without a mail to
    confirm.
    """
    await audit_log.record(
        connection, COMMAND_LINE, "links.make", f"petition:{slug}", at=clock(), after={"days": days}
    )
