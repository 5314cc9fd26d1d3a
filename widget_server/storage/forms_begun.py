"""How many forms people began to fill in, by partner and day, and on whose pages."""

from dataclasses import dataclass

from widget_server.core.signature_commands import CountBegun
from widget_server.storage import schema
from widget_server.storage.database import Connection
from widget_server.storage.statements import insert

_ADD = insert(
    schema.forms_begun,
    then="ON CONFLICT (petition_id, partner_id, day, slot) DO UPDATE SET begun = forms_begun.begun + excluded.begun",
)
_SEE = insert(
    schema.sightings,
    then="ON CONFLICT (petition_id, partner_id, origin) DO UPDATE SET last_at = excluded.last_at",
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A page's origin on which a partner's form was begun. Times in milliseconds."""

    petition_id: int
    partner_id: int
    origin: str
    first_at: int
    last_at: int


async def add(connection: Connection, command: CountBegun, slot: int) -> None:
    """In the order of their keys, so that two writers lock alike."""
    begun = [
        (petition, partner, day, slot, n) for (petition, partner, day), n in sorted(command.begun.items())
    ]
    await connection.run(_ADD, begun)
    await connection.run(_SEE, [(*key, at, at) for key, at in sorted(command.seen.items())])


async def sightings(connection: Connection, partner_id: int) -> list[Sighting]:
    """Where a partner's forms were seen, the newest first."""
    rows = await connection.fetch_all(
        "SELECT petition_id, partner_id, origin, first_at, last_at FROM sightings"
        " WHERE partner_id = :partner ORDER BY last_at DESC LIMIT 200",
        {"partner": partner_id},
    )
    return [
        Sighting(row["petition_id"], row["partner_id"], row["origin"], row["first_at"], row["last_at"])
        for row in rows
    ]
