"""Taking out what was previewed, slice by slice, and putting it back."""

import asyncio

from tests.support.services import connected
from tests.support.signatures import NOON, new_signature
from widget_server.core.invalidation import Invalidation, InvalidationState
from widget_server.core.signature import NewSignature
from widget_server.core.signature_commands import Confirm, Invalidate, Restore, Submit, Withdraw
from widget_server.storage import figures, invalidations, signature_batch, signatures
from widget_server.storage.database import Connection


async def previewed(
    connection: Connection, count: int, *, confirmed: bool = True
) -> tuple[Invalidation, list[NewSignature]]:
    """Signatures, and an invalidation that lists them."""
    made = [new_signature(f"{number}@example.org") for number in range(count)]
    await signature_batch.apply(connection, [Submit(one) for one in made], 0, NOON)
    if confirmed:
        await signature_batch.apply(connection, [Confirm(1, one.id) for one in made], 0, NOON)
    ids = [one.id for one in made]
    async with connection.transaction():
        number = await invalidations.add(connection, 1, "network", "a note", ids, count, NOON)
    return await stored(connection, number), made


async def stored(connection: Connection, number: int) -> Invalidation:
    found = await invalidations.read(connection, 1, number)
    assert found is not None
    return found


async def put(connection: Connection, one: Invalidation, to: InvalidationState) -> None:
    assert await invalidations.move(connection, one, [(await stored(connection, one.id)).state], to, NOON)


async def states(connection: Connection, made: list[NewSignature]) -> list[str]:
    found = [await signatures.find(connection, 1, one.id) for one in made]
    return [one.state for one in found if one]


async def do(connection: Connection, one: Invalidation) -> Invalidation:
    """All slices of what is under way, as the worker does them."""
    now = await stored(connection, one.id)
    listed = await invalidations.read_slice(connection, now, "listed" if now.state == "applying" else "taken")
    command = Invalidate if now.state == "applying" else Restore
    await signature_batch.apply(connection, [command(1, one.id, listed)], 0, NOON)
    return await stored(connection, one.id)


async def test_only_what_was_previewed_is_taken_out(connection: Connection) -> None:
    one, made = await previewed(connection, 3)
    late = new_signature("late@example.org")
    await signature_batch.apply(connection, [Submit(late)], 0, NOON)
    await put(connection, one, "applying")
    done = await do(connection, one)
    assert (done.taken, done.passed, done.to_do) == (3, 0, 0)
    assert await states(connection, [*made, late]) == ["invalidated"] * 3 + ["pending"]
    whole = (await figures.read(connection, 1, NOON)).whole
    assert (whole.counting, whole.invalidated, whole.waiting) == (0, 3, 1)


async def test_undoing_gives_back_what_each_was(connection: Connection) -> None:
    one, made = await previewed(connection, 3, confirmed=False)
    await signature_batch.apply(connection, [Confirm(1, made[0].id)], 0, NOON)
    for under_way, done in (("applying", "applied"), ("undoing", "undone")):
        await put(connection, one, under_way)  # type: ignore[arg-type]
        await do(connection, one)
        await put(connection, one, done)  # type: ignore[arg-type]
    assert await states(connection, made) == ["confirmed", "pending", "pending"]
    whole = (await figures.read(connection, 1, NOON)).whole
    assert (whole.counting, whole.invalidated, whole.waiting) == (1, 0, 2)
    assert (await figures.read(connection, 1, NOON)).labels["reason"]["network"].invalidated == 0


async def test_who_withdraws_what_was_taken_out_stays_withdrawn_when_it_is_undone(
    connection: Connection,
) -> None:
    one, made = await previewed(connection, 2)
    await put(connection, one, "applying")
    await do(connection, one)
    await signature_batch.apply(connection, [Withdraw(1, made[0].id, "not_me")], 0, NOON)
    reasons = (await figures.read(connection, 1, NOON)).labels["reason"]
    assert (reasons["not_me"].withdrawn, reasons["network"].invalidated) == (1, 1)
    await put(connection, one, "undoing")
    done = await do(connection, one)
    assert (done.given_back, done.passed, done.taken) == (1, 1, 0)
    assert await states(connection, made) == ["withdrawn", "confirmed"]
    whole = (await figures.read(connection, 1, NOON)).whole
    assert (whole.counting, whole.invalidated, whole.withdrawn) == (1, 0, 1)


async def test_a_slice_that_two_processes_have_counts_once(connection: Connection) -> None:
    one, made = await previewed(connection, 2)
    await put(connection, one, "applying")
    same = Invalidate(1, one.id, tuple(each.id for each in made))
    for _ in range(2):
        await signature_batch.apply(connection, [same], 0, NOON)
    assert (await stored(connection, one.id)).taken == 2
    assert (await figures.read(connection, 1, NOON)).whole.invalidated == 2


async def test_a_slice_of_what_is_being_undone_meanwhile_takes_nothing_out(connection: Connection) -> None:
    one, made = await previewed(connection, 2)
    await put(connection, one, "undoing")
    await signature_batch.apply(connection, [Invalidate(1, one.id, (made[0].id, made[1].id))], 0, NOON)
    assert await states(connection, made) == ["confirmed", "confirmed"]


async def test_what_is_withdrawn_in_the_moment_of_an_invalidation_is_heard(postgresql_url: str) -> None:
    """The invalidation has the row, and the withdrawal waits for it: which one comes first does not matter."""
    async with connected(postgresql_url) as first, connected(postgresql_url) as second:
        one, made = await previewed(first, 1)
        await put(first, one, "applying")
        async with first.transaction():
            await signature_batch.apply(first, [Invalidate(1, one.id, (made[0].id,))], 0, NOON)
            waiting = asyncio.create_task(
                signature_batch.apply(second, [Withdraw(1, made[0].id, "not_me")], 1, NOON)
            )
            assert not (await asyncio.wait({waiting}, timeout=0.3))[0]
        await waiting
        assert await states(first, made) == ["withdrawn"]
        whole = (await figures.read(first, 1, NOON)).whole
        assert (whole.counting, whole.invalidated, whole.withdrawn) == (0, 0, 1)


async def test_previews_that_nobody_applied_are_forgotten(connection: Connection) -> None:
    old, _ = await previewed(connection, 2)
    await invalidations.forget_previews(connection, NOON + 1)
    assert await invalidations.read(connection, 1, old.id) is None
    rows = await connection.fetch_all("SELECT signature_id FROM invalidation_items")
    assert not rows
