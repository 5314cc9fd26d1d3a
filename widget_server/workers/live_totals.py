"""Totals in memory: read about once a second, so that no request ever asks the database for one."""

from collections.abc import Mapping

from widget_server.core.totals import Totals
from widget_server.storage import totals
from widget_server.storage.database import Connection

NOTHING = Totals()


class LiveTotals:
    """`of` answers with what was read last; every process is at most about a second behind."""

    def __init__(self) -> None:
        self._totals: Mapping[int, Totals] = {}

    async def refresh(self, connection: Connection) -> None:
        """Reads all petitions' totals: some rows for each petition, however many have signed."""
        self._totals = await totals.read_all(connection)

    def of(self, petition_id: int) -> Totals:
        """The petition's totals."""
        return self._totals.get(petition_id, NOTHING)
