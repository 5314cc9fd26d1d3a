"""Pace, the day of a goal, and sums."""

from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.clock import DAY, HOUR
from widget_server.core.figures import Counts, Figures, added, day_of_goal, pace, rate

NOW = 20_000 * DAY + 12 * HOUR
NOW_HOUR = NOW // HOUR

counts = st.builds(Counts, *[st.integers(0, 10**9)] * 5)


@given(st.lists(counts))
def test_sums_are_the_sums_of_each_counter(some: list[Counts]) -> None:
    assert added(some) == tuple(sum(one[place] for one in some) for place in range(5))


def hours(*found: tuple[int, int]) -> Figures:
    """(hours ago, confirmed)"""
    rows = tuple(sorted((NOW_HOUR - ago, {0: Counts(n, n)}) for ago, n in found))
    days = tuple(sorted({hour // 24 for hour, _ in rows}))
    return Figures(NOW, days=tuple((day, {}) for day in days), hours=rows)


def test_pace_is_that_of_the_last_whole_24_hours() -> None:
    assert pace(hours((30, 500), (24, 40), (1, 8), (0, 999)), NOW) == 48


def test_pace_of_a_petition_that_has_just_begun_is_that_of_the_hours_it_has_had() -> None:
    assert pace(hours((2, 10), (1, 10)), NOW) == 240


def test_there_is_no_pace_without_signatures() -> None:
    assert pace(Figures(NOW), NOW) == 0
    assert pace(hours((0, 5)), NOW) == 0


def test_a_goal_is_reached_when_the_rest_is_signed_at_this_pace() -> None:
    assert day_of_goal(900, 1_000, 50, NOW) == NOW + 2 * DAY


def test_a_goal_that_is_reached_or_out_of_sight_has_no_day() -> None:
    assert day_of_goal(1_000, 1_000, 50, NOW) is None
    assert day_of_goal(0, 1_000, 0, NOW) is None
    assert day_of_goal(0, 10**9, 1, NOW) is None


def test_a_rate_of_nothing_is_none() -> None:
    assert rate(0, 0) is None
    assert rate(1, 4) == 0.25
