"""Count referrals: how many have signed through somebody's links."""

from collections.abc import Callable

from widget_server.actions.guard import Guard
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.clock import Clock
from widget_server.core.errors import Overloaded
from widget_server.core.sealing import REFERRAL_CODE
from widget_server.storage import label_totals
from widget_server.storage.database import Database, StorageUnavailable


class CountReferrals:
    """Asks the database, by its key: that is rare, so there is nothing to keep in memory."""

    def __init__(
        self, database: Database, campaign: Callable[[], Campaign], guard: Guard, clock: Clock
    ) -> None:
        self._database = database
        self._campaign = campaign
        self._guard = guard
        self._clock = clock

    async def __call__(self, slug: str, code: str, address: str | None) -> int:
        """Signatures that count and carry the code; 0 for one that nobody has.

        Raises PetitionNotFound, TooManyRequests, Overloaded.
        """
        live = self._campaign().public(slug, self._clock())
        self._guard.check("referrals", address)
        return await self._count(live.petition.id, code)

    async def of(self, live: LivePetition, signature_id: bytes) -> int:
        """The same for the owner of a signature. Raises Overloaded."""
        if live.vault is None:
            return 0
        return await self._count(live.petition.id, live.vault.referral_code(signature_id))

    async def _count(self, petition_id: int, code: str) -> int:
        if not REFERRAL_CODE.fullmatch(code):
            return 0
        try:
            async with self._database.reading() as connection:
                return await label_totals.confirmed(connection, petition_id, "ref", code)
        except StorageUnavailable as error:
            raise Overloaded(retry_after=5) from error
