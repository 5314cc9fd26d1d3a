"""Points in time."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from widget_server.core import clock


@given(at=st.integers(0, 4_000_000_000_000))
def test_a_time_is_shown_to_the_second_in_utc(at: int) -> None:
    assert clock.from_datetime(datetime.fromisoformat(clock.isoformat(at))) == at // 1_000 * 1_000


@given(times=st.lists(st.none() | st.integers(0, 4_000_000_000_000) | st.integers(0, 90_000)))
def test_many_times_are_shown_as_each_of_them_is(times: list[int | None]) -> None:
    assert clock.isoformats(times) == ["" if at is None else clock.isoformat(at) for at in times]


def test_a_time_without_a_zone_is_utc() -> None:
    moment = datetime(2027, 1, 15, 8)  # noqa: DTZ001  # without a zone is the point
    assert clock.isoformat(clock.from_datetime(moment)) == "2027-01-15T08:00:00Z"
    assert clock.from_datetime(moment) == clock.from_datetime(
        datetime(2027, 1, 15, 10, tzinfo=timezone(timedelta(hours=2)))
    )


def test_hours_begin_at_full_hours_of_utc() -> None:
    at = clock.from_datetime(datetime(2027, 1, 15, 8, tzinfo=UTC))
    assert clock.hour_of(at - 1) + 1 == clock.hour_of(at) == clock.hour_of(at + clock.HOUR - 1)
