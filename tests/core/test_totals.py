"""Totals as sums of what happened."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.totals import COUNTERS, Cell, NameOf, Tally, Totals

LIVES = [
    ("submitted",),
    ("submitted", "confirmed"),
    ("submitted", "withdrawn"),
    ("submitted", "confirmed", "withdrawn", "unconfirmed"),
    ("submitted", "invalidated"),
    ("submitted", "confirmed", "invalidated", "unconfirmed"),
]
"""The counters that a signature raises on its way, for each way that there is."""

cells = st.builds(
    Cell, st.integers(1, 3), st.integers(0, 2), st.integers(0, 2), st.sampled_from(["", "DE", "GB"])
)


def totals_of(lives: list[tuple[str, ...]]) -> Totals:
    counts = {name: sum(life.count(name) for life in lives) for name in COUNTERS}
    counts["confirmed_ever"] = counts.pop("confirmed")
    return Totals(**counts)


@given(lives=st.lists(st.sampled_from(LIVES)))
def test_states_follow_from_sums_of_what_happened(lives: list[tuple[str, ...]]) -> None:
    totals = totals_of(lives)
    assert totals.confirmed == sum(life == ("submitted", "confirmed") for life in lives)
    assert totals.pending == sum(life == ("submitted",) for life in lives)
    assert totals.submitted == totals.pending + totals.confirmed + totals.withdrawn + totals.invalidated


@given(events=st.lists(st.tuples(cells, st.sampled_from(COUNTERS))))
def test_a_tally_loses_and_invents_nothing(events: list[tuple[Cell, str]]) -> None:
    tally = Tally()
    for cell, counter in events:
        tally.add(cell, counter)
    by_cell, by_petition = dict(tally.by_cell()), dict(tally.by_petition())
    for cell, (number, counter) in product(by_cell, enumerate(COUNTERS)):
        assert by_cell[cell][number] == events.count((cell, counter))
    for petition, counts in by_petition.items():
        parts = [by_cell[cell] for cell in by_cell if cell.petition_id == petition]
        assert counts == tuple(sum(column) for column in zip(*parts, strict=True))
    assert {cell.petition_id for cell, _ in events} == set(by_petition)


labels = st.sampled_from(["", "blog", "newsletter"])


@given(events=st.lists(st.tuples(cells, labels, labels, st.sampled_from(COUNTERS))))
def test_all_is_tallied_under_its_country_and_what_has_a_source_or_a_ref_under_each(
    events: list[tuple[Cell, str, str, str]],
) -> None:
    tally = Tally()
    for cell, source, ref, counter in events:
        named: list[NameOf] = [("source", source), ("ref", ref)]
        tally.add(cell, counter, labels=[one for one in named if one[1]])
    by_label = dict(tally.by_label())
    assert list(by_label) == sorted(by_label)
    assert all(label.name for label in by_label if label.kind != "country")
    for label, counts in by_label.items():
        mine = [
            counter
            for cell, source, ref, counter in events
            if (cell.petition_id, cell.partner_id) == (label.petition_id, label.partner_id)
            and {"country": cell.country, "source": source, "ref": ref}[label.kind] == label.name
        ]
        assert counts == tuple(mine.count(counter) for counter in COUNTERS)
    assert sum(map(sum, by_label.values())) == sum(
        1 + bool(source) + bool(ref) for _, source, ref, _ in events
    )


hours = st.sampled_from([0, 1, 23, 24, 47, 48, 500_000])
steps = st.tuples(cells, hours, st.sampled_from([("submitted", 1), ("invalidated", 1), ("invalidated", -1)]))


@given(events=st.lists(steps))
def test_hours_and_days_hold_what_their_countries_hold_together(
    events: list[tuple[Cell, int, tuple[str, int]]],
) -> None:
    tally = Tally()
    for cell, hour, step in events:
        tally.move(cell._replace(hour=hour), [step])
    found = tally.by_period()
    assert list(found) == sorted(found)
    assert all(any(counts) for counts in found.values())
    for length in (1, 24):
        expected: dict[tuple[int, int, int], Counter[str]] = {}
        for cell, hour, (counter, by) in events:
            place = (cell.petition_id, hour // length, cell.partner_id)
            expected.setdefault(place, Counter())[counter] += by
        sums = {place: tuple(counts[name] for name in COUNTERS) for place, counts in expected.items()}
        kept = {
            (one.petition_id, one.number, one.partner_id): counts
            for one, counts in found.items()
            if one.length == length
        }
        assert kept == {place: counts for place, counts in sums.items() if any(counts)}


@given(events=st.lists(cells))
def test_writers_touch_rows_in_one_order_so_that_they_never_lock_each_other(events: list[Cell]) -> None:
    tally = Tally()
    for cell in events:
        tally.add(cell, "submitted", "confirmed")
    assert [cell for cell, _ in tally.by_cell()] == sorted(set(events))
    assert [petition for petition, _ in tally.by_petition()] == sorted({cell.petition_id for cell in events})
