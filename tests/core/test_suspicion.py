"""What stands out, and what doesn't."""

import pytest

from widget_server.core.clock import DAY, HOUR, MINUTE
from widget_server.core.figures import Counts
from widget_server.core.sealing import PetitionVault
from widget_server.core.suspicion import Group, bursts, of_domains, of_networks, of_partners, trace_of

USUAL = Counts(submitted=1_000, confirmed=800)
NAMES = {0: "the petition's own page", 1: "Civic News", 2: "Evening Post"}


def group(count: int, confirmed: int, networks: int = 1, length: int = 30 * MINUTE) -> Group:
    return Group(b"x" * 16, count, confirmed, networks, HOUR, HOUR + length)


def test_a_family_is_no_cluster_and_a_crowd_is_one_with_its_numbers() -> None:
    assert of_networks([group(9, 9)], USUAL) == []
    (found,) = of_networks([group(40, 4)], USUAL)
    assert found.why == "40 from one network within 30 minutes; 10 % confirmed, 80 % in the whole petition"
    assert (found.like, found.since, found.until) == (b"x" * 16, HOUR, HOUR + 30 * MINUTE + 1)


@pytest.mark.parametrize(
    "one, is_suspect",
    [
        (group(500, 400, networks=300), False),  # a large provider
        (group(500, 100, networks=300), True),  # whose addresses hardly anybody reads
        (group(500, 500, networks=3), True),  # or which all come from one place
        (group(500, 400, networks=0), False),  # of which nothing is known
        (group(19, 0, networks=1), False),  # too few to tell
    ],
)
def test_a_mail_domain_is_suspect_by_what_is_unusual_about_it(one: Group, is_suspect: bool) -> None:
    assert bool(of_domains([one], USUAL)) is is_suspect


def test_an_hour_is_a_burst_beside_the_usual_ones_of_its_partner() -> None:
    hours = [(hour, {1: Counts(submitted=10), 2: Counts(submitted=60)}) for hour in range(100, 120)]
    hours.append((120, {1: Counts(submitted=60), 2: Counts(submitted=70)}))
    (found,) = bursts(hours, NAMES)
    assert (found.partner_id, found.since, found.until) == (1, 120 * HOUR, 121 * HOUR)
    assert found.why == "60 in one hour through Civic News; half of the last 21 hours had 10 or fewer"


def test_a_petitions_first_hours_are_no_burst() -> None:
    assert bursts([(100, {1: Counts(submitted=500)})], NAMES) == []
    assert bursts([], NAMES) == []


def test_a_partner_is_measured_by_all_the_others() -> None:
    partners = {
        0: Counts(submitted=100, confirmed=80),
        1: Counts(submitted=60, confirmed=10),
        2: Counts(submitted=60, confirmed=50),
    }
    (found,) = of_partners(partners, NAMES, 0, DAY)
    assert found.partner_id == 1
    assert found.why == "17 % of 60 through Civic News were confirmed; 81 % of all others"
    assert of_partners({1: Counts(submitted=60, confirmed=1)}, NAMES, 0, DAY) == []


def test_a_network_is_the_same_on_one_day_alone_and_a_domain_always_and_both_by_petition() -> None:
    one, other = PetitionVault(1, b"k" * 32), PetitionVault(2, b"k" * 32)
    first = trace_of(one, "203.0.113.7", "ada@example.org", 0)
    assert trace_of(one, "203.0.113.99", "bob@example.org", DAY - 1) == first
    tomorrow = trace_of(one, "203.0.113.7", "ada@example.org", DAY)
    assert tomorrow.network != first.network
    assert tomorrow.mail_domain == first.mail_domain
    assert trace_of(other, "203.0.113.7", "ada@example.org", 0) != first
    assert trace_of(one, None, "ada@example.org", 0).network is None
