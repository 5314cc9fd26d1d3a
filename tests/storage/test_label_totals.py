"""Totals by source and by ref: kept where there is one, apart for each partner."""

import asyncio

from tests.support.services import connected
from tests.support.signatures import NOON, new_signature
from widget_server.core.signature_commands import Confirm, Submit, Withdraw
from widget_server.core.totals import COUNTERS
from widget_server.storage import label_totals, signature_batch, totals
from widget_server.storage.database import Connection


async def kept(connection: Connection, *kinds: str) -> dict[tuple[str, str, int, int], tuple[int, ...]]:
    """Those of `kinds`, or of source and ref, by kind, name, partner and slot."""
    rows = await connection.fetch_all("SELECT * FROM label_totals WHERE petition_id = 1")
    return {
        (row["kind"], row["name"], row["partner_id"], row["slot"]): tuple(row[name] for name in COUNTERS)
        for row in rows
        if row["kind"] in (kinds or ("source", "ref"))
    }


async def test_language_opt_ins_and_reasons_are_counted_by_partner(connection: Connection) -> None:
    ada = new_signature("ada@example.org", partner_id=3, updates=True)
    bea = new_signature("bea@example.org", partner_id=3, locale="de", partner_updates=True)
    await signature_batch.apply(connection, [Submit(ada), Submit(bea), Confirm(1, ada.id)], 0, NOON)
    await signature_batch.apply(connection, [Withdraw(1, ada.id, "not_me")], 0, NOON)
    assert await kept(connection, "locale", "opt_in", "reason") == {
        ("locale", "en", 3, 0): (1, 1, 1, 0, 1),
        ("locale", "de", 3, 0): (1, 0, 0, 0, 0),
        ("opt_in", "updates", 3, 0): (1, 1, 1, 0, 1),
        ("opt_in", "partner_updates", 3, 0): (1, 0, 0, 0, 0),
        ("reason", "not_me", 3, 0): (0, 0, 1, 0, 1),
    }


async def test_a_signature_without_source_and_ref_writes_no_row(connection: Connection) -> None:
    ada = new_signature("ada@example.org")
    await signature_batch.apply(connection, [Submit(ada), Confirm(1, ada.id)], 0, NOON)
    assert await kept(connection) == {}


async def test_what_happens_to_a_signature_is_filed_under_its_own_source_and_ref(
    connection: Connection,
) -> None:
    ada = new_signature("ada@example.org", partner_id=3, source="blog", ref="k3vq7mzc2d")
    bea = new_signature("bea@example.org", partner_id=4, source="blog")
    eve = new_signature("eve@example.org", partner_id=3, ref="BLOG", needs_confirmation=False)
    await signature_batch.apply(connection, [Submit(ada), Submit(bea), Submit(eve)], 0, NOON)
    await signature_batch.apply(connection, [Confirm(1, ada.id), Confirm(1, bea.id)], 2, NOON)
    await signature_batch.apply(connection, [Withdraw(1, ada.id, "not_me")], 0, NOON)
    assert await kept(connection) == {
        ("source", "blog", 3, 0): (1, 0, 1, 0, 1),
        ("source", "blog", 3, 2): (0, 1, 0, 0, 0),
        ("source", "blog", 4, 0): (1, 0, 0, 0, 0),
        ("source", "blog", 4, 2): (0, 1, 0, 0, 0),
        ("ref", "k3vq7mzc2d", 3, 0): (1, 0, 1, 0, 1),
        ("ref", "k3vq7mzc2d", 3, 2): (0, 1, 0, 0, 0),
        ("ref", "BLOG", 3, 0): (1, 1, 0, 0, 0),
    }


async def test_signing_again_after_withdrawing_is_filed_under_the_new_link(connection: Connection) -> None:
    first = new_signature("ada@example.org", ref="first")
    second = new_signature("ada@example.org", ref="second")
    await signature_batch.apply(connection, [Submit(first), Withdraw(1, first.id, "not_me")], 0, NOON)
    await signature_batch.apply(connection, [Submit(second), Confirm(1, second.id)], 0, NOON)
    assert await kept(connection) == {
        ("ref", "first", 0, 0): (1, 0, 1, 0, 0),
        ("ref", "second", 0, 0): (1, 1, 0, 0, 0),
    }


async def test_those_who_signed_through_somebody_are_counted_through_all_partners_and_slots(
    connection: Connection,
) -> None:
    through = [new_signature(f"{number}@example.org", partner_id=number, ref="ada") for number in range(4)]
    others = [
        new_signature("x@example.org", source="ada"),
        new_signature("y@example.org", petition_id=2, ref="ada"),
    ]
    for slot, one in enumerate([*through, *others]):
        await signature_batch.apply(connection, [Submit(one), Confirm(one.petition_id, one.id)], slot, NOON)
    await signature_batch.apply(connection, [Withdraw(1, through[0].id, "not_me")], 9, NOON)
    assert await label_totals.confirmed(connection, 1, "ref", "ada") == 3
    assert await label_totals.confirmed(connection, 1, "ref", "nobody") == 0


async def test_the_largest_of_a_kind_come_first_through_all_partners_and_slots(
    connection: Connection,
) -> None:
    made = [("blog", 0), ("blog", 1), ("card", 0), ("card", 0), ("card", 2), ("leaflet", 0)]
    new = [new_signature(f"{n}@example.org", source=name, partner_id=by) for n, (name, by) in enumerate(made)]
    for slot, one in enumerate(new):
        confirmed = [] if one.source == "leaflet" else [Confirm(1, one.id)]
        await signature_batch.apply(connection, [Submit(one), *confirmed], slot, NOON)
    found = await label_totals.largest(connection, 1, "source", 10)
    assert found == [("card", 3, 3), ("blog", 2, 2), ("leaflet", 0, 1)]
    assert await label_totals.largest(connection, 1, "source", 1) == [("card", 3, 3)]
    assert await label_totals.largest(connection, 1, "ref", 10) == []


async def test_any_name_that_a_form_may_send_is_kept_as_it_is(connection: Connection) -> None:
    names = ["Ünïcode 图书馆 🎉", "'; DROP TABLE label_totals; --", "a" * 100, "🎉" * 100, "%", "A", "a"]
    new = [new_signature(f"{number}@example.org", source=name) for number, name in enumerate(names)]
    await signature_batch.apply(connection, [Submit(one) for one in new], 0, NOON)
    assert {name for _, name, _, _ in await kept(connection)} == set(names)


async def test_differences_of_more_labels_than_one_statement_takes_are_mended(connection: Connection) -> None:
    count = totals.ADDED_AT_ONCE + 5
    new = [new_signature(f"{number}@example.org", ref=f"r{number}") for number in range(count)]
    for start in range(0, count, 1_000):
        batch = [Submit(one) for one in new[start : start + 1_000]]
        await signature_batch.apply(connection, batch, 0, NOON)
    await connection.execute("DELETE FROM label_totals")
    drift = await label_totals.drift(connection, 1)
    assert len(drift) == count + 2  # and the language, and the country
    await label_totals.mend(connection, drift)
    assert await label_totals.drift(connection, 1) == {}


async def test_writers_that_add_at_the_same_time_lose_nothing(database_url: str) -> None:
    async def sign_often(slot: int) -> None:
        async with connected(database_url) as connection:
            for number in range(10):
                one = new_signature(f"{slot}.{number}.{id(connection)}@example.org", source="blog")
                await signature_batch.apply(connection, [Submit(one)], slot, NOON)

    await asyncio.gather(*(sign_often(slot) for slot in (0, 0, 1, 2)))
    async with connected(database_url) as connection:
        assert sum(counts[0] for counts in (await kept(connection)).values()) == 40
        assert await label_totals.drift(connection, 1) == {}
