"""/healthz, /readyz, /metrics: for those who operate the service. And what it does while its database is away."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition
from tests.support.databases import start_cluster
from tests.support.postgres import PostgresCluster
from tests.support.services import running_service
from tests.support.settings import make_settings
from tests.support.supporters import api, filled_form, new_token, send_form, sign, sign_and_confirm
from tests.support.waiting import eventually
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.mail.demo_mailbox import DemoMailbox
from widget_server.storage.migrate import migrate


async def test_a_healthy_service_says_so(client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}

    await eventually(lambda: says_ready(client))
    assert (await client.get("/readyz")).json() == {"status": "ready"}


async def says_ready(client: httpx.AsyncClient) -> bool:
    return (await client.get("/readyz")).status_code == 200


async def says_why_not(client: httpx.AsyncClient) -> str:
    """The reason; '' while it is ready."""
    answer = await client.get("/readyz")
    return str(answer.json()["reason"]) if answer.status_code == 503 else ""


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


async def test_metrics_count_what_happens(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await sign_and_confirm(service, client)
    await send_form(client, filled_form("nonsense"))
    answer = await client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    for name, value in (
        ("petition_challenges_total", 1),
        ('petition_signatures_total{answer="accepted"}', 1),
        ('petition_signatures_total{answer="token_invalid"}', 1),
        ("petition_confirmations_total", 1),
        ("petition_writer_queue_depth", 0),
    ):
        assert figure(answer.text, name) == value


async def test_metrics_name_no_petition_and_no_person(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    email = await sign_and_confirm(service, client)
    text = (await client.get("/metrics")).text
    assert email not in text
    assert SLUG not in text


async def test_a_full_queue_is_not_ready(service: Service, client: httpx.AsyncClient) -> None:
    await eventually(lambda: service.writer.is_connected)
    service.writer._queue_limit = 0
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["reason"]) == (503, "the signature queue is full")
    assert int(answer.headers["retry-after"]) > 0
    assert (await client.get("/healthz")).status_code == 200


@pytest.fixture
def own_cluster() -> Iterator[PostgresCluster]:
    """A PostgreSQL of this test's own, to be stopped."""
    cluster = start_cluster()
    yield cluster
    cluster.remove()


@pytest.fixture
def own_url(own_cluster: PostgresCluster) -> str:
    url = own_cluster.create_database("away")
    migrate(url)
    return url


async def test_while_the_database_is_away_people_can_read_and_are_asked_to_sign_again_later(
    own_cluster: PostgresCluster, own_url: str, tmp_path: Path
) -> None:
    async with running_service(make_settings(own_url), mailbox=DemoMailbox()) as (service, client):
        await add_petition(service)
        await sign_and_confirm(service, client)
        await service.refresher.refresh_once()
        own_cluster.stop()

        token = await new_token(client)
        refused = await send_form(client, filled_form(token))
        assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
        assert int(refused.headers["retry-after"]) > 0
        page = await client.post(f"/p/{SLUG}", data=filled_form(token, comment="Kept."))
        assert page.status_code == 503
        assert "Kept." in page.text
        assert int(page.headers["retry-after"]) > 0

        assert (await client.get(api(SLUG, "totals"))).json()["confirmed"] == 1
        for path in (api(SLUG), f"/p/{SLUG}", "/", "/healthz"):
            assert (await client.get(path)).status_code == 200, path
        mail = service.mailbox.newest_first()[0] if service.mailbox else None
        assert mail
        link = re.findall(r"/confirm/\S+", mail.text)[0]
        for answer in (await client.get(link), await client.post(link)):
            assert answer.status_code == 503
            assert "text/html" in answer.headers["content-type"]
            assert int(answer.headers["retry-after"]) > 0

        assert "database" in await eventually(lambda: says_why_not(client))

        own_cluster.start()
        await eventually(lambda: says_ready(client))
        assert (await sign(client)).status_code == 202
        assert (await send_form(client, filled_form(token))).status_code == 202
