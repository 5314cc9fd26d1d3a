"""`petition serve --workers 2`: two processes on one database count, show and mail as one."""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

from tests.support.campaign import SLUG
from tests.support.crowd import Crowd, assert_no_person_in
from tests.support.server import Petition, Server, serving
from tests.support.settings import make_settings
from tests.support.smtp import smtp_server
from tests.support.supporters import api, new_email, path_of, sign
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
            await eventually(lambda: len(smtp.mails) >= len(crowd.signers) + 70, within=40)
            await server.terminate()
        asked = Counter(mail.to for mail in smtp.mails if "/confirm/" in mail.text)
        thanked = Counter(mail.to for mail in smtp.mails if "/confirm/" not in mail.text)
        assert asked == {signer.email: 1 for signer in crowd.signers}
        assert len(thanked) == 70
        assert set(thanked.values()) == {1}
        recounted = await asyncio.to_thread(petition.run, "recount")
        assert "totals equal rows" in recounted.stdout
        assert server.output.count("Started server process") == 2
        assert_no_person_in(server.output, crowd)
        for link in confirming:
            assert link not in server.output


async def test_workers_of_a_killed_service_are_gone_and_their_port_is_free(
    database_url: str, tmp_path: Path
) -> None:
    petition = Petition(tmp_path, make_settings(database_url))
    await asyncio.to_thread(petition.add_open_petition)
    async with serving(petition, workers=2) as server:
        workers = await asyncio.to_thread(server.worker_ids)
        assert len(workers) == 2
        server.kill_parent_alone()
        await eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers), within=15)
        await server.start()  # on the same port
        crowd = Crowd(size=10)
        await crowd.sign_until_all_are_answered(server)
    assert "totals equal rows" in (await asyncio.to_thread(petition.run, "recount")).stdout


async def test_many_who_sign_again_at_once_never_stand_in_each_others_way(
    postgresql_url: str, tmp_path: Path
) -> None:
    petition = Petition(tmp_path, make_settings(postgresql_url))
    await asyncio.to_thread(petition.add_open_petition)
    emails = [new_email() for _ in range(40)]

    async def sign_all(server: Server, order: Sequence[str]) -> list[int]:
        async def sign_one(email: str) -> int:
            async with server.client() as client:
                return (await sign(client, email=email)).status_code

        return await asyncio.gather(*(sign_one(email) for email in order))

    async with serving(petition, workers=2) as server:
        assert set(await sign_all(server, emails)) == {202}
        again = await asyncio.gather(*(sign_all(server, emails[::step]) for step in (1, -1, 1, -1)))
        assert {status for statuses in again for status in statuses} == {202}
        async with server.client() as client:
            assert (await client.get("/readyz")).status_code == 200
    assert "totals equal rows" in (await asyncio.to_thread(petition.run, "recount")).stdout
