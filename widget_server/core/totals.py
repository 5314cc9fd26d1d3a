"""Totals as sums of what happened; states are derived from them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

COUNTERS = ("submitted", "confirmed", "withdrawn", "invalidated", "unconfirmed")
"""What is counted, in the hour it happened:

submitted    a signature was sent in
confirmed    a signature became confirmed
withdrawn    a signature was taken back by its signer, or by the owner of the address
invalidated  a signature was taken out by an organizer
unconfirmed  of those withdrawn or invalidated: it had been confirmed, so it left the confirmed total
"""


Step = tuple[str, int]
"""A counter, and by how much it goes up or down."""


def steps_of(before: str, after: str) -> tuple[Step, ...]:
    """What a change of state counts. An invalidation that is undone is taken back; what was withdrawn stays so."""
    came: tuple[Step, ...] = ((after, 1),) if after in COUNTERS else ()
    if before == "confirmed":
        return (*came, ("unconfirmed", 1))
    return (*came, ("invalidated", -1)) if before == "invalidated" else came


def has_reason(before: str, after: str) -> bool:
    """Whether a change of state is filed under its reason: it takes a signature out, or back in."""
    return after in ("withdrawn", "invalidated") or before == "invalidated"


class Cell(NamedTuple):
    """Where a count is filed: petition, hour since 1970, partner (0: own page) and country ('' unknown)."""

    petition_id: int
    hour: int
    partner_id: int
    country: str


class Period(NamedTuple):
    """Where the same count is filed without its country: petition, length in hours (one of PERIODS), the how-manyth of
    that length since 1970, and partner.
    """

    petition_id: int
    length: int
    number: int
    partner_id: int


PERIODS = (1, 24)
"""An hour and a day. Figures over time are read from rows of these, whose number does not grow with countries."""


def by_period(cells: Mapping[Cell, Sequence[int]]) -> dict[Period, tuple[int, ...]]:
    """The sums of cells over their countries, by the hour and by the day; those that come to nothing are left out."""
    sums: dict[Period, list[int]] = {}
    for cell, counts in cells.items():
        for length in PERIODS:
            period = Period(cell.petition_id, length, cell.hour // length, cell.partner_id)
            found = sums.setdefault(period, [0] * len(COUNTERS))
            for index, count in enumerate(counts):
                found[index] += count
    return {period: tuple(sums[period]) for period in sorted(sums) if any(sums[period])}


LabelKind = Literal["country", "source", "ref", "locale", "opt_in", "reason"]
"""country  the one of the signature's cell, at any time; every signature has this label, '' where it is unknown
source   what a partner's page names
ref      the code of a link that somebody passed on
locale   the language of the form
opt_in   'updates' or 'partner_updates': who may be written to
reason   of those withdrawn or invalidated: why, such as 'not_me'
"""

NameOf = tuple[LabelKind, str]


class Label(NamedTuple):
    """Where a count is filed besides. Names are taken as they are. Signatures without a source have no such label: the
    whole minus all labels of the kind `source` is what came directly.
    """

    petition_id: int
    kind: LabelKind
    name: str
    partner_id: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of the counters, and the states that follow from them."""

    submitted: int = 0
    confirmed_ever: int = 0
    withdrawn: int = 0
    invalidated: int = 0
    unconfirmed: int = 0
    changed_at: int = 0

    @property
    def confirmed(self) -> int:
        """Signatures that count now."""
        return self.confirmed_ever - self.unconfirmed

    @property
    def pending(self) -> int:
        """Signatures that wait for their signer to confirm."""
        return self.submitted - self.confirmed - self.withdrawn - self.invalidated


class Tally:
    """Adds up what one transaction does, so that it touches each row of the totals once."""

    def __init__(self) -> None:
        self._counts: dict[Cell, Counter[str]] = {}
        self._labels: dict[Label, Counter[str]] = {}

    def add(self, cell: Cell, *counters: str, labels: Iterable[NameOf] = ()) -> None:
        """Counts one more of each of the named counters, in the cell and under each of its labels."""
        self.move(cell, [(counter, 1) for counter in counters], labels)

    def move(self, cell: Cell, steps: Sequence[Step], labels: Iterable[NameOf] = ()) -> None:
        """The same for counters that go up, and some down."""
        found = [self._counts.setdefault(cell, Counter())]
        for kind, name in (("country", cell.country), *labels):
            label = Label(cell.petition_id, kind, name, cell.partner_id)
            found.append(self._labels.setdefault(label, Counter()))
        for counts in found:
            for counter, by in steps:
                counts[counter] += by

    def by_cell(self) -> Iterable[tuple[Cell, tuple[int, ...]]]:
        """Each cell with its counts in the order of COUNTERS; sorted, so that two writers lock alike."""
        for cell in sorted(self._counts):
            yield cell, tuple(self._counts[cell][counter] for counter in COUNTERS)

    def by_period(self) -> Mapping[Period, tuple[int, ...]]:
        """The same sums for each hour and day, without countries; sorted."""
        return by_period(dict(self.by_cell()))

    def by_label(self) -> Iterable[tuple[Label, tuple[int, ...]]]:
        """The same for each label."""
        for label in sorted(self._labels):
            yield label, tuple(self._labels[label][counter] for counter in COUNTERS)

    def by_petition(self) -> Iterable[tuple[int, tuple[int, ...]]]:
        """The same sums for each petition."""
        petitions: dict[int, Counter[str]] = {}
        for cell, counts in self._counts.items():
            petitions.setdefault(cell.petition_id, Counter()).update(counts)
        for petition_id in sorted(petitions):
            yield petition_id, tuple(petitions[petition_id][counter] for counter in COUNTERS)
