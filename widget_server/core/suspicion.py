"""What makes signatures suspect together, in numbers that stand beside the petition's usual ones."""

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from msgspec import Struct

from widget_server.core.clock import DAY, HOUR, MINUTE
from widget_server.core.figures import ByPartner, Counts
from widget_server.core.invalidation import Reason
from widget_server.core.networks import networks_of
from widget_server.core.sealing import PetitionVault
from widget_server.core.signature import Trace

LEAST_OF_NETWORK = 10
"""Fewer from one network on one day are a household, a small office, or friends around a table."""

LEAST_OF_DOMAIN = 20
LEAST_IN_HOUR = 50
TIMES_USUAL = 5
LEAST_OF_PARTNER = 50


class Group(Struct, frozen=True):
    """Recent signatures with one trace. `like` is one of them; `networks`: from how many they came, as far as known."""

    like: bytes
    count: int
    confirmed: int
    networks: int
    first_at: int
    last_at: int


class Cluster(Struct, frozen=True, kw_only=True):
    """Signatures to look at, and why. `like` names one of them where a trace is what they share."""

    reason: Reason
    count: int
    why: str
    since: int
    until: int
    like: bytes = b""
    partner_id: int | None = None


def trace_of(vault: PetitionVault, address: str | None, canonical_email: str, at: int) -> Trace:
    """Of somebody who signs from `address`: the hash of their IPv4 /24 or IPv6 /48 on this day, and of their mail
    domain.
    """
    network = vault.trace(f"network {at // DAY} {networks_of(address)[1]}") if address else None
    return Trace(network, vault.trace(f"mail {canonical_email.rpartition('@')[2]}"))


def of_networks(groups: Iterable[Group], usual: Counts) -> list[Cluster]:
    """Many from one network on one day."""
    return [
        _cluster(
            "network",
            one,
            f"{one.count:,} from one network within {_span(one.last_at - one.first_at)}; {_confirmed(one, usual)}",
        )
        for one in groups
        if one.count >= LEAST_OF_NETWORK
    ]


def of_domains(groups: Iterable[Group], usual: Counts) -> list[Cluster]:
    """Many of one mail domain that hardly anybody confirms, or that come from hardly any networks."""
    return [
        _cluster(
            "mail_domain",
            one,
            f"{one.count:,} addresses of one mail domain, from {_networks(one.networks)}; {_confirmed(one, usual)}",
        )
        for one in groups
        if one.count >= LEAST_OF_DOMAIN
        and (_is_low(one.confirmed, one.count, usual) or 0 < one.networks * 10 <= one.count)
    ]


def bursts(hours: Sequence[tuple[int, ByPartner]], names: Mapping[int, str]) -> list[Cluster]:
    """Hours in which a partner brought many times what it usually does. `hours` as in core/figures.py."""
    if not hours:
        return []
    length = hours[-1][0] - hours[0][0] + 1
    found = []
    for partner_id in sorted({one for _, row in hours for one in row}):
        counts = [(hour, row[partner_id].submitted) for hour, row in hours if partner_id in row]
        usual = median([n for _, n in counts] + [0] * (length - len(counts)))
        for hour, count in counts:
            if count >= LEAST_IN_HOUR and count >= TIMES_USUAL * max(usual, 1) and length > 2:
                why = (
                    f"{count:,} in one hour through {names.get(partner_id, 'a partner')}; "
                    f"half of the last {length} hours had {usual:,.0f} or fewer"
                )
                found.append(_of_partner("burst", partner_id, count, why, hour * HOUR, (hour + 1) * HOUR))
    return found


def of_partners(partners: ByPartner, names: Mapping[int, str], since: int, until: int) -> list[Cluster]:
    """Partners whose signatures of this time are confirmed far less often than those of all the others."""
    found = []
    for partner_id, counts in partners.items():
        others = [one for other, one in partners.items() if other != partner_id]
        rest = Counts(sum(one.submitted for one in others), sum(one.confirmed for one in others))
        if counts.submitted >= LEAST_OF_PARTNER and _is_low(counts.confirmed, counts.submitted, rest):
            why = (
                f"{_share(counts.confirmed, counts.submitted)} of {counts.submitted:,} through"
                f" {names.get(partner_id, 'a partner')} were confirmed;"
                f" {_share(rest.confirmed, rest.submitted)} of all others"
            )
            found.append(_of_partner("partner", partner_id, counts.submitted, why, since, until))
    return found


def _cluster(reason: Reason, one: Group, why: str) -> Cluster:
    return Cluster(
        reason=reason, count=one.count, why=why, since=one.first_at, until=one.last_at + 1, like=one.like
    )


def _of_partner(reason: Reason, partner_id: int, count: int, why: str, since: int, until: int) -> Cluster:
    return Cluster(reason=reason, count=count, why=why, since=since, until=until, partner_id=partner_id)


def _is_low(confirmed: int, of: int, usual: Counts) -> bool:
    """Less than half of the usual share."""
    return usual.submitted > 0 and 2 * confirmed * usual.submitted < of * usual.confirmed


def _confirmed(one: Group, usual: Counts) -> str:
    whole = _share(usual.confirmed, usual.submitted)
    return f"{_share(one.confirmed, one.count)} confirmed, {whole} in the whole petition"


def _share(part: int, of: int) -> str:
    return f"{100 * part / of:.0f} %" if of else "none"


def _networks(count: int) -> str:
    return "networks unknown" if not count else "one network" if count == 1 else f"{count:,} networks"


def _span(length: int) -> str:
    if length < 2 * MINUTE:
        return "two minutes"
    return f"{length // MINUTE} minutes" if length < 2 * HOUR else f"{length // HOUR} hours"
