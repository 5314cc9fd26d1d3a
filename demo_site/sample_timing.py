"""When sample supporters sign: the rise and fall of a campaign."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from math import exp
from typing import Final

from demo_site.seeded import Seeded

# How busy each hour of the day is, from midnight on in New York: most supporters
# of the demo live in the United States, where it is four or five hours earlier
# than UTC.
_HOURS: Final = (
    *(0.30, 0.16, 0.09, 0.07, 0.08, 0.16, 0.38, 0.66, 0.90, 1.00, 1.02, 1.05),
    *(1.15, 1.06, 0.96, 0.92, 0.92, 0.96, 1.04, 1.18, 1.28, 1.20, 0.92, 0.58),
)
_BEHIND_UTC: Final = timedelta(hours=5)
# Monday to Sunday.
_WEEKDAYS: Final = (1.08, 1.12, 1.10, 1.04, 0.92, 0.68, 0.74)
# The trickle of signatures between waves, beside a wave of height 1.
_TRICKLE: Final = 0.07
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Wave:
    """Attention that comes within hours and fades over days."""

    after_days: float
    height: float
    fade_days: float

    def at(self, day: float) -> float:
        """Return how high the wave stands `day` days after the launch."""
        age = day - self.after_days
        if age < 0:
            return 0.0
        return self.height * min(1.0, 0.2 + age / 0.3) * exp(-age / self.fade_days)


def signing_times(
    launch: datetime, now: datetime, waves: Sequence[Wave], seeded: Seeded, count: int
) -> list[datetime]:
    """Return `count` times between `launch` and `now`, in order."""
    hours = int((now - launch) / _HOUR)
    bounds = list(accumulate(_weight(launch, hour, waves) for hour in range(hours)))
    return sorted(launch + _draw(bounds, seeded) for _ in range(count))


def _weight(launch: datetime, hour: int, waves: Sequence[Wave]) -> float:
    local = launch + hour * _HOUR - _BEHIND_UTC
    height = _TRICKLE + sum(wave.at(hour / 24) for wave in waves)
    return height * _HOURS[local.hour] * _WEEKDAYS[local.weekday()]


def _draw(bounds: Sequence[float], seeded: Seeded) -> timedelta:
    """Pick an hour as often as its weight says, and any moment within it."""
    hour = bisect(bounds, seeded.fraction() * bounds[-1])
    return timedelta(hours=hour, seconds=int(seeded.fraction() * 3600))
