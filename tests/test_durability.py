"""kill -9 in the middle of everything: what was acknowledged is there, once; what was not can be sent again."""

import asyncio
from collections import Counter
from pathlib import Path

from tests.support.campaign import store_petition
from tests.support.crowd import Crowd, Signer, assert_no_person_in
from tests.support.server import Petition, serving
from tests.support.services import connected
from tests.support.settings import make_settings
from tests.support.waiting import eventually
from widget_server.actions.recount import recount
from widget_server.core import clock


async def open_petition(url: str, directory: Path) -> Petition:
    """The `petition` command, on a database with an open petition."""
    settings = make_settings(url)
    async with connected(url) as connection:
        await store_petition(connection, settings, clock.now)
    return Petition(directory, settings)


async def assert_totals_equal_rows(url: str) -> None:
    async with connected(url) as connection:
        assert (await recount(connection, 1, clock.now)).is_none


async def stored_ids(url: str) -> Counter[str]:
    async with connected(url) as connection:
        rows = await connection.fetch_all("SELECT id FROM signatures")
    return Counter(bytes(row["id"]).hex() for row in rows)


async def mailboxes(url: str) -> int:
    async with connected(url) as connection:
        [row] = await connection.fetch_all("SELECT count(DISTINCT signer_key) AS n FROM signatures")
    return int(row["n"])


async def mails_waiting(url: str) -> int:
    async with connected(url) as connection:
        [row] = await connection.fetch_all("SELECT count(*) AS n FROM outbox")
    return int(row["n"])


def ids_of(signers: list[Signer]) -> set[str]:
    return {signer.signature_id.replace("-", "") for signer in signers if signer.signature_id}


async def test_no_acknowledged_signature_is_lost_and_none_is_doubled_when_the_server_is_killed(
    database_url: str, tmp_path: Path
) -> None:
    petition = await open_petition(database_url, tmp_path)
    crowd = Crowd(size=500, at_once=200)
    async with serving(petition) as server:
        for killed_after in (40, 200):
            signing = asyncio.create_task(crowd.sign_once(server))
            await eventually(lambda after=killed_after: len(crowd.acknowledged) >= after, every=0.001)  # type: ignore[misc]
            server.kill()
            await signing
            assert len(crowd.acknowledged) < len(crowd.signers)  # the kill came in the middle
            stored = await stored_ids(database_url)
            assert ids_of(crowd.acknowledged) <= set(stored)
            await assert_totals_equal_rows(database_url)
            await server.start()
        await crowd.sign_until_all_are_answered(server)
        await server.terminate()
        stored = await stored_ids(database_url)
        assert set(stored) == ids_of(crowd.signers)
        assert set(stored.values()) == {1}
        assert await mailboxes(database_url) == len(crowd.signers)
        assert await mails_waiting(database_url) == len(crowd.signers)
        recounted = await asyncio.to_thread(petition.run, "recount")
        assert "totals equal rows" in recounted.stdout
        assert_no_person_in(server.output, crowd)


async def test_a_server_that_is_asked_to_stop_answers_everybody_whom_it_has_heard(
    database_url: str, tmp_path: Path
) -> None:
    petition = await open_petition(database_url, tmp_path)
    crowd = Crowd(size=300, at_once=100)
    async with serving(petition) as server:
        signing = asyncio.create_task(crowd.sign_once(server))
        await eventually(lambda: len(crowd.acknowledged) >= 20, every=0.001)
        await server.terminate()
        await signing
        assert set(await stored_ids(database_url)) == ids_of(crowd.acknowledged)
        await assert_totals_equal_rows(database_url)
        assert "Traceback" not in server.output
