"""Total, goal and what lies between them, as pages draw them."""

from collections.abc import Callable
from typing import Any

from widget_server.core.campaign import LivePetition
from widget_server.core.totals import Totals


class Progress:
    """Of any petition, from the totals in memory."""

    def __init__(self, totals: Callable[[int], Totals]) -> None:
        self._totals = totals

    def __call__(self, live: LivePetition, plus: int = 0) -> dict[str, Any]:
        """`plus` are signatures that the total does not hold yet."""
        confirmed = self._totals(live.petition.id).confirmed + plus
        goal = live.petition.goal(confirmed)
        return {
            "confirmed": confirmed,
            "goal": goal,
            "percent": round(100 * confirmed / goal, 1),
            "remaining": goal - confirmed,
        }
