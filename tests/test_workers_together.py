"""`petition serve --workers 2`: two processes on one database count, show and mail as one."""

import asyncio
from collections import Counter
from collections.abc import Collection
from pathlib import Path

from tests.support.campaign import SLUG
from tests.support.crowd import Crowd, assert_no_person_in
from tests.support.server import Petition, Server, serving
from tests.support.settings import make_settings
from tests.support.smtp import smtp_server
from tests.support.supporters import api, path_of
from tests.support.waiting import eventually


async def shown_by_each_worker(server: Server) -> Counter[int]:
    """What GET totals answers over many connections, which the workers share among them."""

    async def ask() -> int:
        async with server.client() as client:
            return int((await client.get(api(SLUG, "totals"))).json()["confirmed"])

    return Counter(await asyncio.gather(*(ask() for _ in range(24))))


async def metrics_of(server: Server) -> str:
    async with server.client() as client:
        return (await client.get("/metrics")).text


async def press_all(server: Server, links: Collection[str]) -> None:
    async def press(link: str) -> None:
        async with server.client() as client:
            for _ in range(2):  # nobody presses a button only once
                assert (await client.post(link)).status_code == 200

    await asyncio.gather(*(press(link) for link in links))


async def test_two_workers_count_show_and_mail_as_one(database_url: str, tmp_path: Path) -> None:
    async with smtp_server() as smtp:
        petition = Petition(tmp_path, make_settings(database_url, smtp_url=smtp.url))
        await asyncio.to_thread(petition.add_open_petition)
        crowd = Crowd(size=120, at_once=40)
        async with serving(petition, workers=2) as server:
            await crowd.sign_until_all_are_answered(server)
            await eventually(lambda: len(smtp.mails) >= len(crowd.signers), within=40)
            confirming = [path_of(mail, "confirm") for mail in smtp.mails[:70]]
            await press_all(server, confirming)

            async def all_show_seventy() -> bool:
                return set(await shown_by_each_worker(server)) == {70}

            await eventually(all_show_seventy, within=5)
            metrics = await metrics_of(server)
            assert f'petition_signatures_total{{answer="accepted"}} {len(crowd.signers)}.0' in metrics
            assert "petition_confirmations_total 70.0" in metrics
            await server.terminate()
        assert Counter(mail.to for mail in smtp.mails) == {signer.email: 1 for signer in crowd.signers}
        recounted = await asyncio.to_thread(petition.run, "recount")
        assert "totals equal rows" in recounted.stdout
        assert server.output.count("Started server process") == 2
        assert_no_person_in(server.output, crowd)
        for link in confirming:
            assert link not in server.output
