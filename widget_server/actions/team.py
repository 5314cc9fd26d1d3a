"""What owners do with the accounts of others."""

from widget_server.actions.account_links import (
    AccountLink,
    add_organizer,
    change_role,
    new_link,
    remove_organizer,
)
from widget_server.core.clock import Clock
from widget_server.core.organizer import Actor, Organizer
from widget_server.core.partner import Partner
from widget_server.storage import organizers, partners
from widget_server.storage.database import Database


class Team:
    """Reads and changes accounts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def read(self) -> tuple[list[Organizer], list[Partner]]:
        """Everybody, and the partners that an account may be for."""
        async with self._database.reading() as connection:
            return await organizers.read_all(connection), await partners.read_all(connection)

    async def add(self, actor: Actor, *, email: str, role: str, partner_key: str | None) -> AccountLink:
        """Raises FormProblems."""
        async with self._database.held() as connection:
            return await add_organizer(
                connection, actor, email=email, role=role, partner_key=partner_key, now=self._clock()
            )

    async def new_link(self, actor: Actor, organizer_id: int) -> AccountLink | None:
        """None: no such account."""
        async with self._database.held() as connection:
            return await new_link(connection, actor, organizer_id, self._clock())

    async def change_role(
        self, actor: Actor, organizer_id: int, *, role: str, partner_key: str | None, was: str
    ) -> Organizer | None:
        """None: no such account. Raises FormProblems."""
        async with self._database.held() as connection:
            return await change_role(
                connection,
                actor,
                organizer_id,
                role=role,
                partner_key=partner_key,
                now=self._clock(),
                was=was,
            )

    async def remove(self, actor: Actor, organizer_id: int) -> Organizer | None:
        """None: no such account. Raises FormProblems."""
        async with self._database.held() as connection:
            return await remove_organizer(connection, actor, organizer_id, self._clock())
