"""A clock that goes like the real one and can be put forward."""

from widget_server.core import clock as clocks


class AdjustableClock:
    """`clock()` is now plus all that it was put forward; `clock.forward(3 * DAY)` lets three days pass."""

    def __init__(self) -> None:
        self._ahead = 0

    def __call__(self) -> int:
        return clocks.now() + self._ahead

    def forward(self, milliseconds: int) -> None:
        self._ahead += milliseconds


class StandingClock:
    """A clock that stands at `at` until it is put elsewhere."""

    def __init__(self, at: int) -> None:
        self.at = at

    def __call__(self) -> int:
        return self.at

    def forward(self, milliseconds: int) -> None:
        self.at += milliseconds
