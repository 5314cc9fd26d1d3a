"""The whole service in one process, from the form to the total."""

import asyncio
import threading
from pathlib import Path

import httpx
import pytest

from tests.support.campaign import PARTNER, PARTNER_ORIGIN, SLUG, add_partner, add_petition
from tests.support.clocks import AdjustableClock
from tests.support.services import SettingsMaker, running_app, running_service
from tests.support.settings import as_environment, make_settings
from tests.support.smtp import smtp_server
from tests.support.supporters import (
    filled_form,
    mails_to,
    new_email,
    new_token,
    path_of,
    press_confirm,
    press_not_me,
    send_form,
    shown_totals,
    sign,
    sign_and_confirm,
    wait_for_mail,
)
from tests.support.waiting import eventually
from widget_server.actions.recount import recount
from widget_server.app import Service, create_app
from widget_server.core.clock import SECOND
from widget_server.core.settings import SettingsError, read_settings
from widget_server.storage.database import Connection, StorageUnavailable


async def test_a_signature_goes_from_a_partners_page_through_the_mail_to_the_total(
    service: Service, client: httpx.AsyncClient
) -> None:
    await add_petition(service)
    await add_partner(service)
    email = new_email()
    answer = await sign(client, partner=PARTNER, origin=PARTNER_ORIGIN, email=email)
    assert answer.status_code == 202
    assert answer.json()["status"] == "check_email"
    assert answer.headers["Access-Control-Allow-Origin"] == PARTNER_ORIGIN
    assert (await shown_totals(service, client))["confirmed"] == 0
    mail = await wait_for_mail(service, email)
    page = await client.get(path_of(mail, "confirm"))
    assert page.status_code == 200
    assert (await shown_totals(service, client))["confirmed"] == 0
    assert (await press_confirm(client, mail)).status_code == 200
    assert (await shown_totals(service, client))["confirmed"] == 1


async def test_somebody_whose_address_was_misused_takes_the_signature_back(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    await add_petition(service)
    email = await sign_and_confirm(service, client)
    assert (await press_not_me(client, mails_to(service, email)[0])).status_code == 200
    assert (await shown_totals(service, client))["confirmed"] == 0
    assert (await recount(connection, 1, service.clock)).is_none


async def test_a_hundred_people_sign_at_once_and_every_one_is_counted_and_mailed(
    service: Service, client: httpx.AsyncClient, connection: Connection
) -> None:
    await add_petition(service)
    emails = [new_email() for _ in range(100)]
    answers = await asyncio.gather(*(sign(client, email=email) for email in emails))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 100
    for email in emails:
        await wait_for_mail(service, email)
    await service.refresher.refresh_once()
    assert service.live_totals.of(1).submitted == 100
    assert (await recount(connection, 1, service.clock)).is_none


async def test_totals_and_petitions_show_within_about_a_second_without_being_asked(
    service: Service, client: httpx.AsyncClient
) -> None:
    async def shows_one() -> bool:
        answer = await client.get(f"/api/v1/petitions/{SLUG}/totals")
        return answer.status_code == 200 and answer.json()["confirmed"] == 1

    await add_petition(service)
    await sign_and_confirm(service, client)
    await eventually(shows_one, within=3)


async def test_the_service_is_ready_while_it_can_write_and_knows_the_database(
    service: Service, client: httpx.AsyncClient, clock: AdjustableClock
) -> None:
    await eventually(lambda: service.writer.is_connected)
    assert (await client.get("/readyz")).status_code == 200
    clock.forward(60 * SECOND)  # as if the database had not answered for a minute
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert "database" in answer.json()["reason"]
    assert (await client.get("/healthz")).status_code == 200


async def test_two_services_on_one_database_show_the_same_totals(
    settings: SettingsMaker, service: Service, client: httpx.AsyncClient
) -> None:
    await add_petition(service)
    async with running_service(settings()) as (other, other_client):
        await sign_and_confirm(service, client)
        token = await new_token(client)
        # Any process takes the form that another one made, and both see one signature.
        form = filled_form(token)
        assert (await send_form(other_client, form)).status_code == 202
        assert (await send_form(client, form)).status_code == 202
        assert (await shown_totals(service, client))["confirmed"] == 1
        assert (await shown_totals(other, other_client))["confirmed"] == 1
        assert other.live_totals.of(1).submitted == 2


@pytest.mark.usefixtures("hasty_outbox")
async def test_mail_goes_out_over_smtp_from_the_configured_sender(settings: SettingsMaker) -> None:
    async with (
        smtp_server() as smtp,
        running_service(settings(smtp_url=smtp.url)) as (service, client),
    ):
        await add_petition(service)
        email = new_email()
        await sign(client, email=email)
        [mail] = await eventually(lambda: smtp.to(email))
        assert mail.envelope_from == "petition@organizers.test"
        assert mail.message["From"] == "The Organizers <petition@organizers.test>"
        assert (await client.post(path_of(mail, "confirm"))).status_code == 200
        assert (await shown_totals(service, client))["confirmed"] == 1


async def test_a_service_that_stops_has_written_all_that_it_accepted(
    settings: SettingsMaker, connection: Connection
) -> None:
    async with running_service(settings()) as (service, client):
        await add_petition(service)
        tokens = [await new_token(client) for _ in range(30)]
        sending = [asyncio.create_task(send_form(client, filled_form(token))) for token in tokens]
        await eventually(lambda: service.writer.depth > 0 or any(task.done() for task in sending), every=0)
        service.writer.stop()
        answers = await asyncio.gather(*sending)
    accepted = sum(answer.status_code == 202 for answer in answers)
    [row] = await connection.fetch_all("SELECT count(*) AS n FROM signatures")
    assert row["n"] == accepted
    assert {answer.status_code for answer in answers} <= {202, 503}
    assert (await recount(connection, 1, service.clock)).is_none


async def test_a_service_can_be_started_again_after_it_has_stopped(settings: SettingsMaker) -> None:
    for confirmed in (1, 2):
        async with running_service(settings(), mailbox=None) as (service, client):
            await add_petition(service, confirmation="none")
            assert (await sign(client)).json()["status"] == "signed"
            assert (await shown_totals(service, client))["confirmed"] == confirmed


async def test_a_service_whose_database_is_away_does_not_start(tmp_path: Path) -> None:
    threads = threading.active_count()
    service = Service(make_settings(f"sqlite:///{tmp_path}/no/such/directory/petition.db"))
    with pytest.raises(StorageUnavailable):
        async with running_app(service):
            pass
    await eventually(lambda: threading.active_count() == threads)  # aiosqlite's ends a moment later


@pytest.fixture
def in_empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no petition.env is."""
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("in_empty_directory")
async def test_a_worker_process_builds_the_application_from_the_environment(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    formats: list[str] = []
    for name, value in as_environment(make_settings(sqlite_url)).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(
        "widget_server.app.set_up_logs", formats.append
    )  # which would be for the whole test run
    app = create_app()
    assert formats == ["text"]
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://petition.test") as client,
    ):
        assert (await client.get("/healthz")).status_code == 200


def test_settings_of_tests_are_settings_that_operators_could_have(sqlite_url: str) -> None:
    settings = make_settings(sqlite_url, smtp_url="smtp://127.0.0.1:25", trusted_proxies=("127.0.0.1",))
    assert read_settings(as_environment(settings)) == settings


@pytest.mark.usefixtures("in_empty_directory")
def test_without_its_settings_the_application_is_not_built(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PETITION_SECRET_KEY", raising=False)
    with pytest.raises(SettingsError, match="PETITION_SECRET_KEY is missing"):
        create_app()
