"""What makes signatures suspect is kept a month, and not for those who take theirs back."""

from tests.support.signatures import NOON, new_signature
from widget_server.core import ids
from widget_server.core.clock import DAY
from widget_server.core.signature import TRACES_KEPT_DAYS, Trace
from widget_server.core.signature_commands import Submit, Withdraw
from widget_server.storage import signature_batch, traces
from widget_server.storage.database import Connection

TRACE = Trace(b"n" * 16, b"d" * 16)


async def kept(connection: Connection) -> set[bytes]:
    rows = await connection.fetch_all("SELECT signature_id FROM signature_traces")
    return {bytes(row["signature_id"]) for row in rows}


async def test_a_trace_goes_with_its_month_and_with_its_signature(connection: Connection) -> None:
    old = new_signature("old@example.org", at=NOON - (TRACES_KEPT_DAYS + 1) * DAY, trace=TRACE)
    taken_back, stays = (new_signature(f"{name}@example.org", trace=TRACE) for name in ("back", "stays"))
    await signature_batch.apply(connection, [Submit(one) for one in (old, taken_back, stays)], 0, NOON)
    assert await kept(connection) == {old.id, taken_back.id, stays.id}
    await signature_batch.apply(connection, [Withdraw(1, taken_back.id, "not_me")], 0, NOON)
    assert await traces.forget_before(connection, 1, ids.first_of(NOON - TRACES_KEPT_DAYS * DAY)) == 1
    assert await kept(connection) == {stays.id}


async def test_a_retry_leaves_one_trace_and_a_signature_from_nowhere_none(connection: Connection) -> None:
    one, without = new_signature("a@example.org", trace=TRACE), new_signature("b@example.org")
    await signature_batch.apply(connection, [Submit(one), Submit(one), Submit(without)], 0, NOON)
    assert await kept(connection) == {one.id}
