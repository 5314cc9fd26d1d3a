"""The guard: how often one network may ask."""

import pytest

from tests.support.clocks import StandingClock
from tests.support.signatures import NOON
from widget_server.actions.guard import NETWORK, SINGLE, NetworkGuard, OpenGuard
from widget_server.core.clock import DAY, SECOND
from widget_server.core.errors import TooManyRequests
from widget_server.core.networks import networks_of

A_MINUTE = SINGLE[0].amount


def allowed(guard: NetworkGuard, address: str | None, action: str = "sign", most: int = 5_000) -> int:
    """How many requests in a row are let in."""
    for count in range(most):
        try:
            guard.check(action, address)
        except TooManyRequests:
            return count
    return most


@pytest.fixture
def clock() -> StandingClock:
    """Stands, because limits begin anew with every minute."""
    return StandingClock(NOON)


@pytest.fixture
def guard(clock: StandingClock) -> NetworkGuard:
    return NetworkGuard(clock)


@pytest.mark.parametrize(
    "address, single, network",
    [
        ("203.0.113.9", "203.0.113.9", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("testclient", "testclient", "testclient"),
    ],
)
def test_an_address_belongs_to_a_household_and_to_a_network(address: str, single: str, network: str) -> None:
    assert networks_of(address) == (single, network)


def test_one_address_may_ask_so_many_times_a_minute(guard: NetworkGuard) -> None:
    assert allowed(guard, "203.0.113.9") == A_MINUTE


def test_ipv6_addresses_of_one_household_count_together(guard: NetworkGuard) -> None:
    assert allowed(guard, "2001:db8:1:2::1", most=40) == 40
    assert allowed(guard, "2001:db8:1:2:ffff::2") == A_MINUTE - 40


def test_neighbours_have_room_beside_a_busy_address_until_the_network_is_full(guard: NetworkGuard) -> None:
    counts = [allowed(guard, f"203.0.113.{host}") for host in range(1, 30)]
    assert counts[0] == counts[1] == A_MINUTE
    # The busy ones' refused requests stopped at their own limit and took nothing from the network's.
    assert sum(counts) == NETWORK[0].amount


def test_who_comes_again_when_told_is_let_in(guard: NetworkGuard, clock: StandingClock) -> None:
    allowed(guard, "203.0.113.9")
    with pytest.raises(TooManyRequests) as caught:
        guard.check("sign", "203.0.113.9")
    clock.forward((caught.value.retry_after or 0) * SECOND)
    assert allowed(guard, "203.0.113.9") == A_MINUTE


def test_kinds_of_actions_are_counted_apart(guard: NetworkGuard) -> None:
    assert allowed(guard, "203.0.113.9", "challenge") == A_MINUTE
    assert allowed(guard, "203.0.113.9", "sign") == A_MINUTE


def test_who_is_turned_away_learns_when_to_come_again(guard: NetworkGuard) -> None:
    allowed(guard, "203.0.113.9")
    with pytest.raises(TooManyRequests) as caught:
        guard.check("sign", "203.0.113.9")
    assert caught.value.retry_after is not None
    assert 1 <= caught.value.retry_after <= 60


def test_nobody_without_an_address_is_turned_away(guard: NetworkGuard) -> None:
    assert allowed(guard, None, most=20_000) == 20_000


def test_an_open_guard_lets_everybody_in() -> None:
    for _ in range(20_000):
        OpenGuard().check("sign", "203.0.113.9")


def test_what_is_kept_holds_no_address_and_is_forgotten_with_the_day(
    guard: NetworkGuard, clock: StandingClock
) -> None:
    assert allowed(guard, "203.0.113.9") == A_MINUTE
    kept = [str(vars(window)) for window in (*guard._single, *guard._network)]
    assert all("203.0.113" not in one for one in kept)
    clock.forward(1 * DAY)
    assert allowed(guard, "203.0.113.9") == A_MINUTE  # under another key it is somebody else
