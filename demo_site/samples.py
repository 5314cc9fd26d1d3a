"""Sample supporters, so that the demo's totals, charts and lists have a past."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import cycle
from typing import Final

from demo_site.partners import CIVIC_NEWS, PRIVACY_WATCH
from demo_site.petition_files import MORATORIUM, STOP_REKOGNITION
from demo_site.sample_comments import COMMENTS
from demo_site.sample_names import COUNTRIES, full_name, postcode
from demo_site.sample_timing import Wave, signing_times
from demo_site.seeded import Seeded


@dataclass(frozen=True, slots=True)
class SampleSignature:
    """One signature as a supporter could have given it.

    `partner` is a partner's key, None on the service's own page. `postcode` and
    `comment` are empty where nothing was filled in. `show_name` and `extra`, the answers
    to the petition's own fields, are for the petition that asks them. `confirmed_after` is None for
    whoever has not confirmed (yet).
    """

    petition: str
    partner: str | None
    given_name: str
    family_name: str
    email: str
    country: str
    postcode: str
    comment: str
    updates: bool
    partner_updates: bool
    signed_at: datetime
    confirmed_after: timedelta | None
    source: str
    show_name: bool
    extra: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Campaign:
    """The course of one petition: its share of all signatures, start, and waves."""

    petition: str
    share: float
    days: int
    waves: tuple[Wave, ...]


# The second petition was launched into the second wave of the first.
_CAMPAIGNS: Final = (
    _Campaign(STOP_REKOGNITION, 0.85, 35, (Wave(0, 1, 3.2), Wave(20, 0.45, 3.8))),
    _Campaign(MORATORIUM, 0.15, 15, (Wave(0, 1, 4.0),)),
)
# The first wave came by way of Privacy Watch, the second by way of Civic News.
_SECOND_WAVE: Final = timedelta(days=15)
_PARTNERS_EARLY: Final = {PRIVACY_WATCH.key: 5.0, CIVIC_NEWS.key: 2.6, None: 2.4}
_PARTNERS_LATE: Final = {PRIVACY_WATCH.key: 2.2, CIVIC_NEWS.key: 5.8, None: 2.0}
_SOURCES: Final[Mapping[str | None, Mapping[str, float]]] = {
    CIVIC_NEWS.key: {"article": 7, "take-part": 2, "newsletter": 1},
    PRIVACY_WATCH.key: {"newsletter": 5, "front-page": 3, "blog": 2},
    None: {"share": 6, "search": 1, "direct": 3},
}
_SEEN: Final = {"yes": 4.0, "no": 3.0, "unsure": 5.0}
_COMMENTING: Final = 0.14
_UNCONFIRMED: Final = 0.12
_DOMAINS: Final = ("example.org", "example.net", "example.com")
# Letters that Unicode doesn't take apart into a plain one and an accent.
_PLAIN: Final = str.maketrans({"ł": "l", "đ": "d", "ß": "ss", "ø": "o", "'": ""})


def sample_supporters(now: datetime, count: int = 1200) -> Iterator[SampleSignature]:
    """Yield `count` signatures of the five weeks before `now`, oldest first.

    `now` is an aware datetime. The same arguments give the same signatures.
    """
    now = now.astimezone(UTC)
    second = round(count * _CAMPAIGNS[1].share)
    counts = (count - second, second)
    yield from merge(
        *(_signatures(campaign, now, share) for campaign, share in zip(_CAMPAIGNS, counts, strict=True)),
        key=lambda signature: signature.signed_at,
    )


def _signatures(campaign: _Campaign, now: datetime, count: int) -> Iterator[SampleSignature]:
    launch = _launch(now, campaign.days)
    seeded = Seeded(f"{campaign.petition}/times")
    times = signing_times(launch, now, campaign.waves, seeded, count)
    comments = cycle(COMMENTS[campaign.petition])
    for number, signed_at in enumerate(times):
        seeded = Seeded(f"{campaign.petition}/{number}")
        comment = next(comments) if seeded.chance(_COMMENTING) else ""
        yield _signature(
            campaign.petition, number, signed_at=signed_at, now=now, comment=comment, seeded=seeded
        )


def _launch(now: datetime, days: int) -> datetime:
    """Return the first morning in the United States within the past `days` days."""
    earliest = now - timedelta(days=days)
    morning = earliest.replace(hour=14, minute=0, second=0, microsecond=0)
    return morning if morning >= earliest else morning + timedelta(days=1)


def _signature(
    petition: str,
    number: int,
    *,
    signed_at: datetime,
    now: datetime,
    comment: str,
    seeded: Seeded,
) -> SampleSignature:
    country = seeded.weighted(COUNTRIES)
    given, family = full_name(country, seeded)
    late = now - signed_at < _SECOND_WAVE
    partner = seeded.weighted(_PARTNERS_LATE if late else _PARTNERS_EARLY)
    return SampleSignature(
        petition=petition,
        partner=partner,
        given_name=given,
        family_name=family,
        email=_email(petition, number, given, family, seeded),
        country=country,
        postcode=postcode(country, seeded) if seeded.chance(0.72) else "",
        comment=comment,
        updates=seeded.chance(0.38),
        partner_updates=seeded.chance(0.21) and partner is not None,
        signed_at=signed_at,
        confirmed_after=_confirmed_after(signed_at, now, seeded),
        source=seeded.weighted(_SOURCES[partner]),
        show_name=petition == MORATORIUM and seeded.chance(0.6),
        extra={"seen": seeded.weighted(_SEEN)} if petition == MORATORIUM and seeded.chance(0.8) else {},
    )


def _email(petition: str, number: int, given: str, family: str, seeded: Seeded) -> str:
    """Return an address that nobody else has: the number makes it unique.

    Odd numbers sign the second petition, even ones the first.
    """
    words = (_ascii(given), _ascii(family))
    name = ".".join(word for word in words if word) or "supporter"
    unique = 2 * number + (petition == MORATORIUM)
    return f"{name}.{unique}@{seeded.pick(_DOMAINS)}"


def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.lower().translate(_PLAIN))
    return re.sub("[^a-z]", "", plain)


def _confirmed_after(signed_at: datetime, now: datetime, seeded: Seeded) -> timedelta | None:
    """Most confirm within minutes, some in the evening, a few days later."""
    bounds: Sequence[tuple[float, float]] = ((0.74, 15), (0.94, 600), (1, 4000))
    drawn, within, forgot = seeded.fraction(), seeded.fraction(), seeded.fraction()
    minutes = next(limit for share, limit in bounds if drawn < share)
    after = timedelta(seconds=round(25 + within**2 * minutes * 60))
    if forgot < _UNCONFIRMED or signed_at + after > now:
        return None
    return after
