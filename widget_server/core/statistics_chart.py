"""How a petition's open figures are drawn over time: periods, and bars in a box that is 100 high."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

Step = Literal["day", "week", "month"]

MOST_BARS = 120
"""On a phone of 360 pixels a bar has two, and a gap of one, still."""

LEAST_SLOTS = 14
"""Places for bars, so that a first day is not as wide as the page."""

HEIGHT = 100.0
LEAST_HEIGHT = 1.0
"""Of what is not nothing."""


@dataclass(frozen=True, slots=True)
class Period:
    """A day, a week from its Monday on, or a month. `begins` is '2027-01-15'."""

    begins: str
    confirmed: int
    removed: int


@dataclass(frozen=True, slots=True)
class Bar:
    """`x` from the left, `y` from the top."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """`slots` is the box's width, a bar's place is 1 wide; `zero` the height at which confirmed ones stand on removed
    ones; `peak` the most confirmed ones of a period, whose bar reaches the top.
    """

    step: Step
    periods: tuple[Period, ...]
    slots: int
    peak: int
    zero: float
    confirmed: tuple[Bar, ...]
    removed: tuple[Bar, ...]


def chart(by_day: Sequence[Mapping[str, Any]], last: str = "") -> Chart | None:
    """`by_day` as in the open figures; up to `last` ('2027-01-15'), where that is later. Days without any are there
    with none, so that a lull shows. None where there is no day.
    """
    if not by_day:
        return None
    first = date.fromisoformat(by_day[0]["day"])
    end = max(date.fromisoformat(by_day[-1]["day"]), date.fromisoformat(last or by_day[-1]["day"]))
    step = _step((end - first).days + 1)
    return _drawn(step, _periods(by_day, step, first, end))


def _step(days: int) -> Step:
    if days <= MOST_BARS:
        return "day"
    return "week" if days <= (MOST_BARS - 1) * 7 else "month"


def _periods(by_day: Sequence[Mapping[str, Any]], step: Step, first: date, end: date) -> tuple[Period, ...]:
    sums: dict[date, tuple[int, int]] = {}
    begins = _begin(first, step)
    while begins <= end:
        sums[begins] = (0, 0)
        begins = _next(begins, step)
    for one in by_day:
        begins = _begin(date.fromisoformat(one["day"]), step)
        confirmed, removed = sums[begins]
        sums[begins] = (confirmed + one["confirmed"], removed + one["removed"])
    return tuple(Period(day.isoformat(), *counts) for day, counts in sums.items())


def _begin(day: date, step: Step) -> date:
    if step == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday()) if step == "week" else day


def _next(begins: date, step: Step) -> date:
    if step == "month":
        return (begins + timedelta(days=31)).replace(day=1)
    return begins + timedelta(days=7 if step == "week" else 1)


def _drawn(step: Step, periods: tuple[Period, ...]) -> Chart:
    above = max(one.confirmed for one in periods)
    below = max(one.removed for one in periods)
    scale = (HEIGHT - 2 * LEAST_HEIGHT) / max(1, above + below)
    zero = round(LEAST_HEIGHT + above * scale, 2)
    up = [(x, _height(one.confirmed, scale)) for x, one in enumerate(periods) if one.confirmed]
    down = [(x, _height(one.removed, scale)) for x, one in enumerate(periods) if one.removed]
    return Chart(
        step,
        periods,
        max(LEAST_SLOTS, len(periods)),
        above,
        zero,
        tuple(Bar(x + 0.1, round(zero - height, 2), height) for x, height in up),
        tuple(Bar(x + 0.1, zero, height) for x, height in down),
    )


def _height(number: int, scale: float) -> float:
    return round(max(LEAST_HEIGHT, number * scale), 2)
