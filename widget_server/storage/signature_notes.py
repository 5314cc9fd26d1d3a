"""What the log says of organizers who care for a signature: not a word of what is sealed."""

from typing import Literal

from widget_server.core.organizer import Actor
from widget_server.core.signature import StoredSignature
from widget_server.core.signature_commands import Correct
from widget_server.storage import audit_log
from widget_server.storage.database import Connection

Verb = Literal["correct", "erase", "resend", "withdraw"]

OPEN = ("country", "updates", "partner_updates", "show_name")
"""What a correction may change that is not sealed."""


async def note(
    connection: Connection,
    actor: Actor,
    verb: Verb,
    of: tuple[int, bytes],
    at: int,
    *,
    before: audit_log.Facts = None,
    after: audit_log.Facts = None,
) -> None:
    """`of`: ids of petition and signature."""
    subject = f"signature:{of[0]}:{of[1].hex()}"
    await audit_log.record(connection, actor, f"signature.{verb}", subject, at=at, before=before, after=after)


async def note_correction(
    connection: Connection, command: Correct, was: StoredSignature, now: StoredSignature, at: int
) -> None:
    """Boxes and the country, where they have changed; of what is sealed, which fields. Owners' own are not noted."""
    if command.actor is None:
        return
    changed = [name for name in OPEN if getattr(was, name) != getattr(now, name)]
    before = {name: getattr(was, name) for name in changed}
    after = {name: getattr(now, name) for name in changed}
    if command.sealed_names:
        after["sealed"] = command.sealed_names
    of = command.petition_id, command.signature_id
    await note(connection, command.actor, "correct", of, at, before=before, after=after)
