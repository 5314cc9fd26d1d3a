"""The drawn figures over time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.statistics_chart import HEIGHT, MOST_BARS, chart

BEGAN = date(2026, 1, 1)
days = st.dictionaries(
    st.integers(0, 3_000), st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), min_size=1, max_size=40
)


def by_day(found: dict[int, tuple[int, int]]) -> list[dict[str, object]]:
    return [
        {"day": (BEGAN + timedelta(day)).isoformat(), "confirmed": found[day][0], "removed": found[day][1]}
        for day in sorted(found)
    ]


@given(days)
def test_no_signature_is_lost_and_no_bar_leaves_its_box(found: dict[int, tuple[int, int]]) -> None:
    drawn = chart(by_day(found))
    assert drawn
    assert sum(one.confirmed for one in drawn.periods) == sum(confirmed for confirmed, _ in found.values())
    assert sum(one.removed for one in drawn.periods) == sum(removed for _, removed in found.values())
    assert len(drawn.periods) <= MOST_BARS
    for bar in (*drawn.confirmed, *drawn.removed):
        assert 0 <= bar.x < drawn.slots
        assert bar.y >= -0.1
        assert bar.y + bar.height <= HEIGHT + 0.1


@pytest.mark.parametrize(
    "last, step, begins",
    [
        (119, "day", ["2026-01-01", "2026-01-02"]),
        (120, "week", ["2025-12-29", "2026-01-05"]),
        (119 * 7, "month", ["2026-01-01", "2026-02-01"]),
    ],
)
def test_years_are_drawn_by_weeks_and_months(last: int, step: str, begins: list[str]) -> None:
    drawn = chart(by_day({0: (5, 0), last: (1, 0)}))
    assert drawn
    assert drawn.step == step
    assert [one.begins for one in drawn.periods[:2]] == begins


def test_a_lull_up_to_now_is_drawn() -> None:
    drawn = chart(by_day({0: (5, 0)}), "2026-01-04")
    assert drawn
    assert [one.confirmed for one in drawn.periods] == [5, 0, 0, 0]
    assert drawn.peak == 5


def test_without_any_day_nothing_is_drawn() -> None:
    assert chart([], "2026-01-04") is None
