"""Scripts that anybody types anywhere stay text: in pages, in mails, in JSON."""

from urllib.parse import quote

import httpx
import pytest

from tests.support.campaign import PARTNER, SLUG, add_partner, add_petition
from tests.support.supporters import (
    api,
    filled_form,
    new_email,
    new_token,
    path_of,
    press_confirm,
    press_not_me,
    sign,
    wait_for_mail,
)
from tests.vectors import vectors
from tests.web.reading import Page, dangers_in
from widget_server.app import Service
from widget_server.core.campaign import LivePetition

SCRIPTS = vectors("scripts")
PAGE_TAGS = frozenset({"form", "button", "input", "meta", "link", "svg", "img"})
MAIL_TAGS = frozenset({"meta", "style"})
PERSON = ("given_name", "family_name", "comment", "postcode", "source", "ref", "locale", "email")


def assert_harmless(html: str, allowed: frozenset[str] = PAGE_TAGS, images: int = 0) -> None:
    assert dangers_in(html, allowed=allowed) == []
    page = Page(html)
    assert len(page.all("img")) == images
    ours = [meta for meta in page.all("meta") if "http-equiv" not in meta.attributes]
    assert len(ours) == len(page.all("meta"))
    for link in page.all("link"):
        assert link.attributes["rel"] in ("stylesheet", "icon", "canonical", "alternate")
        assert not link.attributes["href"].startswith("//")
    assert all(form.action.startswith("/") and not form.action.startswith("//") for form in page.forms)


def ident(text: str) -> str:
    return text[:30].encode("ascii", "replace").decode()


def fitting(script: str, name: str) -> str:
    """As much of it as the field takes."""
    return script[: {"postcode": 20}.get(name, 100)].replace("://", ":").replace("\n", " ")


@pytest.mark.parametrize("script", SCRIPTS["text"], ids=ident)
async def test_what_a_person_types(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, script: str
) -> None:
    email = new_email()
    answers = {name: fitting(script, name) for name in PERSON} | {
        "email": email,
        "locale": script,
        "country": "",
    }
    token = await new_token(client)
    refused = await client.post(
        f"/p/{SLUG}", data=filled_form(token) | answers | {"consent": "", "email": script}
    )
    assert refused.status_code == 422
    assert_harmless(refused.text)
    assert Page(refused.text).form.values["given_name"] == answers["given_name"]
    thanks = await client.post(f"/p/{SLUG}", data=filled_form(token) | answers)
    assert thanks.status_code == 200, thanks.text
    assert_harmless(thanks.text)
    mail = await wait_for_mail(service, email)
    assert_harmless(mail.html, MAIL_TAGS)
    assert answers["given_name"].strip() in Page(mail.html).text
    for answer in (
        await client.get(path_of(mail, "confirm")),
        await press_confirm(client, mail),
        await client.get(own := path_of(await wait_for_mail(service, email, 2), "mine")),
        await client.post(own, data={"do": "correct"} | answers | {"given_name": ""}),
        await client.get(path_of(mail, "not-me")),
        await press_not_me(client, mail),
        await client.get("/demo/mailbox"),
    ):
        assert_harmless(answer.text)
    shown = service.mailbox.newest_first()[0].id if service.mailbox else 0
    assert_harmless((await client.get(f"/demo/mailbox/{shown}")).text, PAGE_TAGS | {"iframe"})
    html = await client.get(f"/demo/mailbox/{shown}/html")
    assert "sandbox" in html.headers["content-security-policy"]
    assert "allow-scripts" not in html.headers["content-security-policy"]


@pytest.mark.parametrize("script", SCRIPTS["text"], ids=ident)
async def test_what_an_organizer_writes(client: httpx.AsyncClient, service: Service, script: str) -> None:
    line = " ".join(script.split())
    await add_petition(
        service,
        body=f"{script}\n\nRead {script}",
        title=line[:200],
        target=line[:200],
        statement=script,
        lead_in=script,
        consent=script,
        share=script,
        fields=[
            "email",
            {"name": "own", "type": "select", "label": line[:200], "options": {line[:90]: line[:90]}},
        ],
        opt_ins={"updates": script, "partner_updates": "{partner} " + script},
        image={"url": "https://cdn.example/" + "".join(script.split()), "alt": script},
    )
    await add_partner(service, name=script, privacy_url="https://news.example.org/" + "".join(script.split()))
    page = await client.get(f"/p/{SLUG}")
    assert page.status_code == 200
    assert_harmless(page.text, images=1)
    assert line[:200] in " ".join(Page(page.text).text.split())
    config = (await client.get(api(SLUG), params={"partner": PARTNER})).json()
    assert dangers_in(config["body_html"]) == []
    assert dangers_in(config["legal_html"]) == []
    email = new_email()
    await sign(client, email=email)
    mail = await wait_for_mail(service, email)
    assert "\n" not in mail.subject
    assert_harmless(mail.html, MAIL_TAGS)
    for answer in (
        await client.get("/"),
        await client.get(path_of(mail, "confirm")),
        await press_confirm(client, mail),
    ):
        assert_harmless(answer.text)


@pytest.mark.parametrize("script", SCRIPTS["text"], ids=ident)
async def test_what_somebody_puts_into_an_address(
    client: httpx.AsyncClient, petition: LivePetition, script: str
) -> None:
    word = quote(script, safe="")
    for path in (f"/p/{word}", f"/{word}", f"/confirm/{word}", f"/not-me/{word}", f"/demo/mailbox/{word}"):
        answer = await client.get(path)
        assert answer.status_code in (403, 404)
        assert_harmless(answer.text)
    for path in (api(word), f"{api(SLUG)}?partner={word}&locale={word}"):
        answer = await client.get(path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
