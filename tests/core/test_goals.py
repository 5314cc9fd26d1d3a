"""The goal: always ahead, never reached."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.goals import SMALLEST, goal_for, ladder

totals = st.integers(0, 10**10)
own_goals = st.none() | st.integers(1, 10**9)


@given(confirmed=totals, fixed=own_goals)
def test_the_goal_is_always_ahead_of_the_total(confirmed: int, fixed: int | None) -> None:
    goal = goal_for(confirmed, fixed)
    assert goal > confirmed
    assert goal >= min(SMALLEST, fixed or SMALLEST)


@given(confirmed=totals, more=st.integers(0, 10**6), fixed=own_goals)
def test_the_goal_never_falls_while_the_total_rises(confirmed: int, more: int, fixed: int | None) -> None:
    assert goal_for(confirmed + more, fixed) >= goal_for(confirmed, fixed)


@given(confirmed=totals, fixed=own_goals)
def test_the_next_goal_is_shown_before_this_one_is_reached(confirmed: int, fixed: int | None) -> None:
    goal = goal_for(confirmed, fixed)
    nearly_there = -(-goal * 9 // 10)  # nine tenths, rounded up
    assert goal_for(nearly_there, fixed) > goal


@given(fixed=st.integers(1, 10**9))
def test_an_organizers_own_goal_stands_until_nine_tenths_of_it_are_reached(fixed: int) -> None:
    assert goal_for(0, fixed) == fixed
    assert goal_for((fixed * 9 - 1) // 10, fixed) == fixed


@pytest.mark.parametrize(
    "confirmed, goal",
    [(0, 100), (89, 100), (90, 150), (134, 150), (135, 200), (674, 750), (675, 1_000), (900, 1_500)],
)
def test_the_ladder_of_goals(confirmed: int, goal: int) -> None:
    assert goal_for(confirmed) == goal


def test_above_an_own_goal_the_ladder_goes_on() -> None:
    assert goal_for(899, 1_000) == 1_000
    assert goal_for(900, 1_000) == 1_500
    assert goal_for(9, 10) == 100


def test_the_ladder_begins_with_the_goal_of_now_and_goes_on_by_its_steps() -> None:
    assert ladder(0) == [100, 150, 200, 250]
    assert ladder(1_234) == [1_500, 2_000, 2_500, 3_000]


@given(confirmed=totals)
def test_every_step_of_the_ladder_is_the_goal_once_the_one_before_is_nearly_there(confirmed: int) -> None:
    steps = ladder(confirmed, most=6)
    assert steps[0] == goal_for(confirmed)
    assert steps == sorted(set(steps))
    assert all(goal_for(after - 1) >= after for after in steps[:-1])
    assert [goal_for(-(-step * 9 // 10)) for step in steps[:-1]] == steps[1:]
