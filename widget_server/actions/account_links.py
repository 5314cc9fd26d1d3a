"""Make accounts, and one-time links that set them up: password and second factor."""

from dataclasses import dataclass

from widget_server.core.account_secrets import new_token, token_hash
from widget_server.core.clock import DAY
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import Actor, Organizer, check_role
from widget_server.core.organizer_email import organizer_email
from widget_server.storage import audit_log, organizer_sessions, organizers, partners
from widget_server.storage.database import Connection

LINK_LIFETIME = 2 * DAY
"""Long enough for a mail that waits over a day, short enough to be forgotten in a mailbox."""


@dataclass(frozen=True, slots=True)
class AccountLink:
    """`path` is good once, until `expires_at` (milliseconds)."""

    organizer: Organizer
    path: str
    expires_at: int


async def add_organizer(
    connection: Connection, actor: Actor, *, email: str, role: str, partner_key: str | None, now: int
) -> AccountLink:
    """A new account, and the link for its owner. Raises FormProblems."""
    problems: dict[str, str] = {}
    address = ""
    try:
        address = organizer_email(email)
    except ValueError as error:
        problems["email"] = str(error)
    async with connection.transaction():
        known = await partner_of(connection, role, partner_key, problems)
        if problems:
            raise FormProblems(problems)
        checked = check_role(role, known)
        organizer_id = await organizers.add(connection, address, checked, known, now)
        if organizer_id is None:
            raise FormProblems(
                {"email": "This address has an account already. Make a new link for it instead."}
            )
        facts = {"role": role, "partner": partner_key or None}
        await audit_log.record(
            connection, actor, "organizer.add", f"organizer:{address}", at=now, after=facts
        )
        return await _new_link(connection, organizer_id, now)


async def partner_of(
    connection: Connection, role: str, partner_key: str | None, problems: dict[str, str]
) -> int | None:
    """The id of the partner that goes with the role; what does not fit is added to `problems`."""
    ids = {one.key: one.id for one in await partners.read_all(connection)}
    wanted = (partner_key or "").strip() if role == "partner" else ""
    if role == "partner" and not wanted:
        problems["partner"] = "Say which partner this account is for."
    elif wanted and wanted not in ids:
        problems["partner"] = "There is no such partner. Choose one of those that there are, or add it first."
    try:
        check_role(role, ids.get(wanted, 0) if role == "partner" else None)
    except ValueError as error:
        problems["role"] = str(error)
    return ids.get(wanted)


async def new_link(connection: Connection, actor: Actor, organizer_id: int, now: int) -> AccountLink | None:
    """A link that sets password and second factor anew, for somebody who has lost them; None: no such account.

    What was set goes on until the link is used. Links made before lead nowhere.
    """
    async with connection.transaction():
        found = await organizers.find(connection, organizer_id)
        if found is None:
            return None
        await audit_log.record(connection, actor, "organizer.link", f"organizer:{found.email}", at=now)
        return await _new_link(connection, organizer_id, now)


async def _new_link(connection: Connection, organizer_id: int, now: int) -> AccountLink:
    found = await organizers.find(connection, organizer_id)
    assert found is not None  # noqa: S101  # of this transaction
    # Nor does what somebody has begun with a link that was made before.
    await organizer_sessions.end_unfinished(connection, organizer_id)
    token = new_token()
    await organizers.add_link(connection, token_hash(token), organizer_id, now + LINK_LIFETIME)
    return AccountLink(found, f"/organizer/welcome/{token}", now + LINK_LIFETIME)


async def change_role(
    connection: Connection,
    actor: Actor,
    organizer_id: int,
    *,
    role: str,
    partner_key: str | None,
    now: int,
    was: str,
) -> Organizer | None:
    """From the next request on; None: no such account. `was`: the role that whoever changes it has seen, '' where
    that is not known. Raises FormProblems.
    """
    async with connection.transaction():
        found = await organizers.find(connection, organizer_id)
        if found is None:
            return None
        problems: dict[str, str] = {}
        partner_id = await partner_of(connection, role, partner_key, problems)
        if was and was != found.role:
            problems["role"] = (
                f"Somebody else has changed the role of {found.email} meanwhile: it is {found.role} now."
                " Nothing was changed by you. Is it right as it is?"
            )
        if found.role == "owner" and role != "owner" and await _is_last_owner(connection, found):
            problems["role"] = "This is the last owner. Make somebody else an owner first."
        if problems:
            raise FormProblems(problems)
        await organizers.set_role(connection, organizer_id, check_role(role, partner_id), partner_id)
        await audit_log.record(
            connection,
            actor,
            "organizer.role",
            f"organizer:{found.email}",
            at=now,
            before={"role": found.role, "partner": await _partner_key(connection, found.partner_id)},
            after={"role": role, "partner": await _partner_key(connection, partner_id)},
        )
        return found


async def remove_organizer(
    connection: Connection, actor: Actor, organizer_id: int, now: int
) -> Organizer | None:
    """With all sessions; None: no such account. Raises FormProblems."""
    async with connection.transaction():
        found = await organizers.find(connection, organizer_id)
        if found is None:
            return None
        if await _is_last_owner(connection, found):
            raise FormProblems({"": "This is the last owner. Make somebody else an owner first."})
        await organizer_sessions.end_others(connection, organizer_id)
        await organizers.remove(connection, organizer_id)
        await audit_log.record(
            connection,
            actor,
            "organizer.remove",
            f"organizer:{found.email}",
            at=now,
            before={"role": found.role},
        )
        return found


async def _is_last_owner(connection: Connection, organizer: Organizer) -> bool:
    return organizer.role == "owner" and organizer.is_set_up and await organizers.owners(connection) == 1


async def _partner_key(connection: Connection, partner_id: int | None) -> str | None:
    return next((one.key for one in await partners.read_all(connection) if one.id == partner_id), None)
