"""Add, change, suspend and resume partners; each change is in the log with what it was before."""

from dataclasses import dataclass
from typing import Any

from widget_server.core.clock import Clock
from widget_server.core.form_problems import FormProblems
from widget_server.core.organizer import Actor
from widget_server.core.origins_pasted import Pasted, read_origins
from widget_server.core.partner import Partner, check_key
from widget_server.storage import audit_log, forms_begun, partners
from widget_server.storage.database import Connection, Database
from widget_server.storage.forms_begun import Sighting

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class PartnerForm:
    """What was typed. `origins` as pasted; `opened_at` is `updated_at` of the partner as the editor had opened it."""

    name: str
    origins: str
    privacy_url: str = ""
    is_public: bool = False
    opened_at: int | None = None


class PartnerChanged(Exception):
    """Somebody else has changed the partner meanwhile; `stored` is how it is now. Nothing was overwritten."""

    def __init__(self, stored: Partner) -> None:
        super().__init__(stored.key)
        self.stored = stored


async def save_partner(
    connection: Connection, actor: Actor, key: str, form: PartnerForm, now: int, *, is_new: bool
) -> Pasted:
    """Adds or changes a partner; answers how its origins were read. Raises FormProblems, PartnerChanged."""
    pasted = read_origins(form.origins)
    problems = _problems(key, form, pasted)
    async with connection.transaction():
        await partners.hold(connection, key)
        stored = await partners.find(connection, key)
        if is_new and stored is not None:
            problems["key"] = "There is a partner with this key already."
        if problems:
            raise FormProblems(problems)
        if stored is not None and form.opened_at is not None and stored.updated_at != form.opened_at:
            raise PartnerChanged(stored)
        at = max(now, stored.updated_at + 1) if stored else now
        await partners.save(
            connection,
            key,
            form.name.strip(),
            list(pasted.origins),
            form.privacy_url.strip() or None,
            at,
            is_public=form.is_public,
        )
        found = await partners.find(connection, key)
        before, after = _facts(stored), _facts(found)
        changed = {name for name in after if before.get(name) != after[name]}
        await audit_log.record(
            connection,
            actor,
            "partner.change" if stored else "partner.add",
            f"partner:{key}",
            at=now,
            before={name: before[name] for name in changed if name in before},
            after={name: after[name] for name in changed},
        )
    return pasted


async def set_suspended(connection: Connection, actor: Actor, key: str, is_suspended: bool, now: int) -> bool:
    """Suspends or resumes. False where there is no such partner."""
    async with connection.transaction():
        if not await partners.set_suspended(connection, key, is_suspended, now):
            return False
        action = "partner.suspend" if is_suspended else "partner.resume"
        await audit_log.record(connection, actor, action, f"partner:{key}", at=now)
    return True


def _problems(key: str, form: PartnerForm, pasted: Pasted) -> dict[str, str]:
    problems: dict[str, str] = {}
    try:
        check_key(key)
    except ValueError as error:
        problems["key"] = str(error)
    if not form.name.strip():
        problems["name"] = "Give it the name that supporters see, such as Civic News."
    elif len(form.name) > LONGEST_NAME:
        problems["name"] = f"Take at most {LONGEST_NAME} characters."
    if pasted.refused:
        shown = "\n".join(f"{what}: {why}" for what, why in pasted.refused[:10])
        more = f"\nand {len(pasted.refused) - 10} more" if len(pasted.refused) > 10 else ""
        problems["origins"] = f"{shown}{more}"
    elif not pasted.origins:
        problems["origins"] = (
            "Give at least one site, such as https://news.example.org. Only pages there may embed."
        )
    privacy = form.privacy_url.strip()
    if privacy and (not privacy.startswith(("https://", "http://")) or any(c.isspace() for c in privacy)):
        problems["privacy_url"] = "Write the whole address, beginning with https://"
    return problems


def _facts(partner: Partner | None) -> dict[str, Any]:
    if partner is None:
        return {}
    return {
        "name": partner.name,
        "origins": sorted(partner.origins),
        "privacy_url": partner.privacy_url,
        "is_public": partner.is_public,
    }


class ManagePartners:
    """For the organizers' pages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def read(self) -> list[Partner]:
        """All, by key."""
        async with self._database.reading() as connection:
            return await partners.read_all(connection)

    async def find(self, key: str) -> tuple[Partner, list[Sighting]] | None:
        """One, and where its snippet was seen working."""
        async with self._database.reading() as connection:
            found = await partners.find(connection, key)
            return (found, await forms_begun.sightings(connection, found.id)) if found else None

    async def save(self, actor: Actor, key: str, form: PartnerForm, *, is_new: bool) -> Pasted:
        """Raises FormProblems, PartnerChanged."""
        async with self._database.held() as connection:
            return await save_partner(connection, actor, key, form, self._clock(), is_new=is_new)

    async def set_suspended(self, actor: Actor, key: str, is_suspended: bool) -> bool:
        """False where there is no such partner."""
        async with self._database.held() as connection:
            return await set_suspended(connection, actor, key, is_suspended, self._clock())
