"""/demo/mailbox: the mails that the demo shows instead of sending. There only in the demo."""

import httpx

from tests.support.campaign import add_petition
from tests.support.services import SettingsMaker, running_service
from tests.support.supporters import new_email, sign, wait_for_mail
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition


async def test_a_mail_can_be_read_and_its_links_followed(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    assert "No mail yet" in (await client.get("/demo/mailbox")).text
    email = new_email()
    await sign(client, email=email)
    mail = await wait_for_mail(service, email)
    (listed,) = [link for link in Page((await client.get("/demo/mailbox")).text).links if "/mailbox/" in link]
    shown = Page((await client.get(listed)).text)
    assert email in shown.text
    assert mail.subject in shown.text
    (frame,) = shown.all("iframe")
    assert frame.attributes["src"] == f"{listed}/html"
    assert "allow-scripts" not in frame.attributes["sandbox"]
    in_text = {link for link in shown.links if "/confirm/" in link}
    in_html = {link for link in Page((await client.get(f"{listed}/html")).text).links if "/confirm/" in link}
    assert len(in_text) == 1
    assert in_text == in_html


async def test_a_mail_that_is_not_there_is_not_found(client: httpx.AsyncClient) -> None:
    for path in ("/demo/mailbox/999", "/demo/mailbox/999/html", "/demo/mailbox/x"):
        assert (await client.get(path)).status_code == 404


async def test_a_real_service_has_no_such_mailbox(settings: SettingsMaker) -> None:
    async with running_service(settings()) as (service, client):
        await add_petition(service)
        assert (await client.get("/demo/mailbox")).status_code == 404
        assert "/demo" not in (await client.get("/")).text
