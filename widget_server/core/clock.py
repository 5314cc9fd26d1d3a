"""Points in time are integers: milliseconds since 1970-01-01T00:00Z, the same in every database."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

Clock = Callable[[], int]

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def now() -> int:
    """The time of this machine, in milliseconds."""
    return time.time_ns() // 1_000_000


def is_recent(at: int, now: int, length: int) -> bool:
    """Whether `at` lies less than `length` back. What lies ahead does not: the clock has been set back since, and
    waiting for it to come there again may take days.
    """
    return 0 <= now - at < length


def hour_of(at: int) -> int:
    """The hour that totals are filed under: whole hours since 1970-01-01T00:00Z."""
    return at // HOUR


def isoformat(at: int) -> str:
    """RFC 3339 in UTC, to the second: 1_800_000_000_000 -> '2027-01-15T08:00:00Z'."""
    return datetime.fromtimestamp(at // SECOND, UTC).isoformat()[:19] + "Z"


def isoformats(times: Iterable[int | None]) -> list[str]:
    """`isoformat` of very many, '' for None. What was signed one after the other mostly shares its minute, and what is
    before the seconds is made once for each.
    """
    minutes: dict[int, str] = {}
    found = []
    for at in times:
        if at is None:
            found.append("")
            continue
        minute = minutes.get(at // MINUTE)
        if minute is None:
            minute = minutes[at // MINUTE] = isoformat(at)[:17]
        found.append(minute + _SECONDS[at % MINUTE // SECOND])
    return found


_SECONDS = [f"{second:02}Z" for second in range(60)]


def from_datetime(moment: datetime) -> int:
    """Milliseconds of an aware datetime; a naive one is read as UTC."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1_000)
