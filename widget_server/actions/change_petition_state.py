"""Open or close a petition."""

from widget_server.core.clock import Clock
from widget_server.core.petition import Petition, Stored
from widget_server.storage import petitions
from widget_server.storage.database import Connection


class NoSuchPetition(Exception):
    """There is no petition with this slug."""


class RetentionEnded(Exception):
    """The petition's personal data and its key are gone, so nothing can be signed any more."""


async def change_petition_state(connection: Connection, slug: str, state: Stored, clock: Clock) -> Petition:
    """The petition as it is now: it may be open and still take nothing, for its `opens` or `closes`.

    Raises NoSuchPetition, RetentionEnded.
    """
    found = await _find(connection, slug)
    if not await petitions.set_state(connection, slug, state, clock()):
        raise RetentionEnded(found.slug)
    return await _find(connection, slug)


async def _find(connection: Connection, slug: str) -> Petition:
    for petition, _ in await petitions.read_all(connection):
        if petition.slug == slug:
            return petition
    raise NoSuchPetition(slug)
