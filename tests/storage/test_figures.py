"""Figures equal what was done, for all partners and for one."""

import pytest

from tests.support.signatures import NOON, new_signature
from widget_server.core.clock import DAY, HOUR, MINUTE
from widget_server.core.figures import Counts, Figures
from widget_server.core.signature import NewSignature
from widget_server.core.signature_commands import Confirm, CountBegun, Submit, Withdraw
from widget_server.storage import figures, forms_begun, signature_batch
from widget_server.storage.database import Connection


async def campaign(connection: Connection) -> None:
    """Three sign, on two days, through two partners; one of them takes it back."""
    ada = new_signature("ada@example.org", partner_id=1, country="GB", updates=True, source="blog")
    bea = new_signature("bea@example.org", partner_id=2, country="DE", locale="de", ref="k3vq7mzc2d")
    eve = new_signature("eve@example.org", partner_id=1, at=NOON + DAY, country="GB")
    await signature_batch.apply(connection, [Submit(ada), Submit(bea)], 0, NOON)
    await signature_batch.apply(connection, [Confirm(1, ada.id), Confirm(1, bea.id)], 1, NOON + HOUR)
    await signature_batch.apply(connection, [Submit(eve), Withdraw(1, bea.id, "not_me")], 0, NOON + DAY)


async def test_figures_are_by_day_hour_partner_country_and_label(connection: Connection) -> None:
    await campaign(connection)
    found = await figures.read(connection, 1, NOON + DAY)
    assert found.whole == Counts(3, 2, 1, 0, 1)
    assert found.partners == {1: Counts(2, 1), 2: Counts(1, 1, 1, 0, 1)}
    assert [day for day, _ in found.days] == [NOON // DAY, NOON // DAY + 1]
    assert found.on_day(NOON) == Counts(2, 2)
    assert found.in_hour(NOON + HOUR) == Counts(0, 2)
    assert found.countries == {"GB": Counts(2, 1), "DE": Counts(1, 1, 1, 0, 1)}
    assert found.labels["locale"] == {"en": Counts(2, 1), "de": Counts(1, 1, 1, 0, 1)}
    assert found.labels["reason"] == {"not_me": Counts(0, 0, 1, 0, 1)}
    assert found.labels["source"] == {"blog": Counts(1, 1)}
    assert found.labels["ref"] == {"k3vq7mzc2d": Counts(1, 1, 1, 0, 1)}
    assert found.opt_ins == {1: {"updates": Counts(1, 1)}}
    assert found.last_hours == {1: (NOON + DAY) // HOUR, 2: NOON // HOUR}


async def test_one_partners_figures_hold_nothing_of_the_others(connection: Connection) -> None:
    await campaign(connection)
    await forms_begun.add(connection, CountBegun({(1, 1, 5): 3, (1, 2, 5): 4}, {}), 0)
    found = await figures.read(connection, 1, NOON + DAY, partner_id=2)
    assert found.whole == Counts(1, 1, 1, 0, 1)
    assert set(found.countries) == {"DE"}
    assert set(found.labels["locale"]) == {"de"}
    assert found.labels["source"] == {}
    assert found.opt_ins == {}
    assert found.begun == {2: 4}
    assert all(set(row) == {2} for _, row in (*found.days, *found.hours))


async def test_the_largest_names_come_from_all_through_partners_and_processes(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three rows of one, the index gives the first two alone; its sum has all."""
    monkeypatch.setattr(figures, "MOST_CANDIDATES", 4)
    monkeypatch.setattr(figures, "MOST_LABELS", 2)
    made = (
        [("ada", 1, 0)] * 3
        + [("ada", 2, 0)] * 2
        + [("ada", 1, 3)]
        + [("bea", 1, 1)] * 4
        + [("eve", 1, 0)] * 2
    )
    new = [
        (new_signature(f"{number}@example.org", ref=ref, partner_id=partner), slot)
        for number, (ref, partner, slot) in enumerate(made)
    ]
    for one, slot in new:
        await signature_batch.apply(connection, [Submit(one), Confirm(1, one.id)], slot, NOON)
    found = await figures.read(connection, 1, NOON)
    assert list(found.labels["ref"].items()) == [("ada", Counts(6, 6)), ("bea", Counts(4, 4))]
    of_one = await figures.read(connection, 1, NOON, partner_id=2)
    assert of_one.labels["ref"] == {"ada": Counts(2, 2)}


async def test_a_name_whose_signatures_were_taken_back_gives_its_place_to_others(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "MOST_CANDIDATES", 1)
    gone, there = (new_signature(f"{name}@example.org", source=name) for name in ("gone", "there"))
    more = new_signature("more@example.org", source="gone")
    await signature_batch.apply(connection, [Submit(gone), Submit(more), Submit(there)], 0, NOON)
    await signature_batch.apply(connection, [Confirm(1, one.id) for one in (gone, more, there)], 0, NOON)
    taken_back = [Withdraw(1, one.id, "not_me") for one in (gone, more)]
    await signature_batch.apply(connection, taken_back, 0, NOON)
    assert list((await figures.read(connection, 1, NOON)).labels["source"]) == ["there"]


async def test_the_last_hour_of_a_partner_is_known_however_long_ago(connection: Connection) -> None:
    for partner, at in (
        (1, NOON - 40 * DAY),
        (1, NOON - 40 * DAY + 3 * HOUR),
        (2, NOON - 40 * DAY),
        (3, NOON),
    ):
        one = new_signature(f"{partner}.{at}@example.org", partner_id=partner, at=at)
        await signature_batch.apply(connection, [Submit(one)], 0, at)
    found = await figures.read(connection, 1, NOON)
    hour = NOON // HOUR
    assert found.last_hours == {1: hour - 40 * 24 + 3, 2: hour - 40 * 24, 3: hour}
    assert (await figures.read(connection, 1, NOON, partner_id=2)).last_hours == {2: hour - 40 * 24}


async def test_forms_begun_add_up_through_slots_and_days_and_pages_are_seen_once_each(
    connection: Connection,
) -> None:
    for slot, day in ((0, 5), (1, 5), (0, 6)):
        seen = {(1, 1, "https://a.example"): 1_000 * day, (1, 1, "https://b.example"): 70}
        await forms_begun.add(connection, CountBegun({(1, 1, day): 2}, seen), slot)
    assert (await figures.read(connection, 1, NOON)).begun == {1: 6}
    found = await forms_begun.sightings(connection, 1)
    assert [(one.origin, one.first_at, one.last_at) for one in found] == [
        ("https://a.example", 5_000, 6_000),
        ("https://b.example", 70, 70),
    ]


@pytest.mark.parametrize("partner_id", [None, 1])
async def test_figures_read_on_from_those_before_are_those_read_anew(
    connection: Connection, partner_id: int | None
) -> None:
    """Over three months, in steps from a minute to a month, with changes in each; and of the closed days nothing is
    read again.
    """
    before: Figures | None = None
    signed: list[NewSignature] = []
    at = NOON - 90 * DAY
    steps = (0, MINUTE, 59 * MINUTE, HOUR, 5 * HOUR, 18 * HOUR, DAY, 3 * DAY, 4 * DAY, 30 * DAY, 2, 40 * DAY)
    for number, step in enumerate(steps):
        at += step
        new = [
            new_signature(f"{number}.{partner}@example.org", partner_id=partner, at=at, country="GB")
            for partner in (1, 2 + number % 2)
        ]
        await signature_batch.apply(connection, [Submit(one) for one in new], number % 3, at)
        await signature_batch.apply(connection, [Confirm(1, one.id) for one in new], 0, at)
        if signed:
            await signature_batch.apply(connection, [Withdraw(1, signed.pop().id, "not_me")], 1, at)
        signed += new
        anew = await figures.read(connection, 1, at, partner_id)
        if before is not None:
            assert await figures.read(connection, 1, at, partner_id, before) == anew
        before = anew
    assert before is not None
    await connection.execute(
        "UPDATE period_totals SET submitted = 900 WHERE number < :today", {"today": at // DAY - 1}
    )
    assert await figures.read(connection, 1, at, partner_id, before) == before
    assert await figures.read(connection, 1, at, partner_id) != before
