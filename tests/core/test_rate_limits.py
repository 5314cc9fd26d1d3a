"""Counting requests in windows of time."""

import tracemalloc

from widget_server.core.clock import HOUR, MINUTE, SECOND
from widget_server.core.rate_limits import MOST_KEYS, Limit, Window


def test_the_limit_is_what_is_let_in_and_then_the_seconds_are_told() -> None:
    window = Window(Limit(2, MINUTE))
    at = 10 * MINUTE + 15 * SECOND
    assert [window.hit(b"a", at) for _ in range(4)] == [None, None, 45, 45]
    assert window.hit(b"b", at) is None


def test_the_next_window_begins_anew() -> None:
    window = Window(Limit(1, MINUTE))
    assert window.hit(b"a", MINUTE) is None
    assert window.hit(b"a", 2 * MINUTE - 1) == 1
    assert window.hit(b"a", 2 * MINUTE) is None


def test_a_crowd_of_networks_takes_no_more_memory_than_is_promised() -> None:
    window = Window(Limit(100, HOUR))
    tracemalloc.start()
    for number in range(4 * MOST_KEYS):
        assert window.hit(number.to_bytes(16, "big"), HOUR) is None
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 4_000_000


def test_those_that_were_counted_before_a_window_was_full_stay_limited() -> None:
    window = Window(Limit(2, HOUR))
    window.hit(b"early", HOUR)
    for number in range(MOST_KEYS):
        window.hit(number.to_bytes(16, "big"), HOUR)
    assert window.hit(b"early", HOUR) is None
    assert window.hit(b"early", HOUR) == 3600
