"""Take signatures out that are not people's own: what looks suspect, a preview, apply, undo."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from widget_server.core.campaign import LivePetition
from widget_server.core.clock import DAY, HOUR, Clock, hour_of
from widget_server.core.figures import Counts
from widget_server.core.form_problems import FormProblems
from widget_server.core.invalidation import (
    MOST_AT_ONCE,
    Criteria,
    Invalidation,
    InvalidationState,
)
from widget_server.core.organizer import Actor
from widget_server.core.sealing import PetitionVault, SealBroken
from widget_server.core.suspicion import (
    LEAST_OF_DOMAIN,
    LEAST_OF_NETWORK,
    Cluster,
    bursts,
    of_domains,
    of_networks,
    of_partners,
)
from widget_server.storage import audit_log, figures_over_time, invalidations, suspicion, totals
from widget_server.storage.database import Database

SAMPLE = 12


class Sample(Struct, frozen=True):
    """One of those listed: enough to judge by, without the address."""

    name: str
    mail_domain: str
    country: str
    state: str
    created_at: int


class Listed(Struct, frozen=True):
    """An invalidation, some of what it lists, and how many signatures count now."""

    invalidation: Invalidation
    samples: tuple[Sample, ...]
    counting: int


class TakeOut:
    """Changes nothing itself but what is to be done: a worker does it (workers/invalidations.py)."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def clusters(
        self, live: LivePetition, partners: Mapping[int, str], days: int
    ) -> list[tuple[Cluster, str]]:
        """What looks suspect of the last days, the largest first; each with the mail domain where that is it."""
        now, petition_id = self._clock(), live.petition.id
        since = hour_of(now - days * DAY) * HOUR
        async with self._database.held() as connection:
            usual = Counts(*await totals.kept_for_petition(connection, petition_id))
            hours = await figures_over_time.hours_since(connection, petition_id, since)
            networks = await suspicion.groups(
                connection, petition_id, "network", since=since, least=LEAST_OF_NETWORK
            )
            domains = await suspicion.groups(
                connection, petition_id, "mail_domain", since=since, least=LEAST_OF_DOMAIN
            )
            clusters = [
                *of_networks(networks, usual),
                *of_domains(domains, usual),
                *bursts(hours, partners),
                *of_partners(figures_over_time.by_partner(hours), partners, since, now + 1),
            ]
        named = {}
        for one in clusters:
            if one.reason == "mail_domain":
                sample = await self._samples(live, [one.like])
                named[one.like] = sample[0].mail_domain if sample else ""
        clusters.sort(key=lambda one: -one.count)
        return [(one, named.get(one.like, "")) for one in clusters]

    async def preview(self, actor: Actor, live: LivePetition, criteria: Criteria, note: str) -> int:
        """Lists them, and nothing else: the number of the invalidation. Raises FormProblems where there are none."""
        if criteria.until <= criteria.since:
            raise FormProblems({"until": "This is not after the beginning."})
        petition_id = live.petition.id
        async with self._database.held() as connection:
            found, counting = await suspicion.find(connection, petition_id, criteria, MOST_AT_ONCE)
            if not found:
                raise FormProblems({"": "No signature is like that, or they are taken out already."})
            async with connection.transaction():
                number = await invalidations.add(
                    connection, petition_id, criteria.reason, note, found, counting, self._clock()
                )
                after = {"reason": criteria.reason, "found": len(found), "counting": counting, "note": note}
                await audit_log.record(
                    connection,
                    actor,
                    "invalidation.preview",
                    _subject(petition_id, number),
                    at=self._clock(),
                    after=after,
                )
        return number

    async def all(self, live: LivePetition) -> list[Invalidation]:
        """Of a petition, the newest first."""
        async with self._database.reading() as connection:
            return await invalidations.read_all(connection, live.petition.id)

    async def look(self, live: LivePetition, number: int) -> Listed | None:
        """None where the petition has none of this number."""
        async with self._database.reading() as connection:
            found = await invalidations.read(connection, live.petition.id, number)
            if found is None:
                return None
            ids = await invalidations.read_some(connection, found, SAMPLE)
            counting = Counts(*await totals.kept_for_petition(connection, live.petition.id)).counting
        return Listed(found, tuple(await self._samples(live, ids)), counting)

    async def apply(self, actor: Actor, live: LivePetition, number: int) -> bool | None:
        """Begins to take out what was previewed; False where that has begun already, None where there is none."""
        return await self._move(actor, live, number, ("previewed",), "applying", "invalidation.apply")

    async def undo(self, actor: Actor, live: LivePetition, number: int) -> bool | None:
        """Begins to put back what was taken out. Answers as `apply`."""
        states: tuple[InvalidationState, ...] = ("applied", "applying")
        return await self._move(actor, live, number, states, "undoing", "invalidation.undo")

    async def _move(
        self,
        actor: Actor,
        live: LivePetition,
        number: int,
        states: Sequence[InvalidationState],
        to: InvalidationState,
        action: str,
    ) -> bool | None:
        async with self._database.held() as connection, connection.transaction():
            found = await invalidations.read(connection, live.petition.id, number)
            if found is None:
                return None
            if not await invalidations.move(connection, found, states, to, self._clock()):
                return False
            before, after = {"state": found.state, "taken": found.taken}, {"state": to}
            subject = _subject(live.petition.id, number)
            await audit_log.record(
                connection, actor, action, subject, at=self._clock(), before=before, after=after
            )
        return True

    async def _samples(self, live: LivePetition, ids: Sequence[bytes]) -> list[Sample]:
        if live.vault is None:
            return []
        async with self._database.reading() as connection:
            rows = [(one, await suspicion.sealed_of(connection, live.petition.id, one)) for one in ids]
        return [_sample(live.vault, signature_id, *row) for signature_id, row in rows if row is not None]


def _sample(
    vault: PetitionVault, signature_id: bytes, sealed: bytes, created_at: int, country: str, state: str
) -> Sample:
    try:
        person = vault.open(sealed, signature_id)
    except SealBroken:
        return Sample("", "", country, state, created_at)
    name = " ".join(f"{person.given_name} {person.family_name}".split())
    return Sample(name, person.email.rpartition("@")[2].lower(), country, state, created_at)


def _subject(petition_id: int, number: int) -> str:
    return f"invalidation:{petition_id}:{number}"
