"""The preview of a petition's form: what supporters would get, for editors alone, and nothing of it is kept."""

import json
from typing import Any

import httpx
import pytest

from tests.support.campaign import PARTNER, SLUG, add_partner, add_petition
from tests.support.organizers import Visitor
from tests.support.supporters import api, sign_and_confirm
from tests.vectors import vectors
from tests.web.organizer.test_writing import NEW, form_of
from tests.web.reading import Page, dangers_in
from tests.web.watching import everything_in
from widget_server.app import Service
from widget_server.core.campaign import LivePetition

URL = "/organizer/preview"
GERMAN = f"/organizer/petitions/{SLUG}/translations/de"
ARABIC = f"/organizer/petitions/{SLUG}/translations/ar"
TEXT = f"/organizer/petitions/{SLUG}/text"
SCRIPTS = vectors("scripts")["text"]
UNTOUCHED = ("audit_log", "petition_translations", "images", "invalidations", "forms_begun")


async def ask(
    visitor: Visitor, form: dict[str, str], slug: str = "", language: str = "", **fields: object
) -> httpx.Response:
    """As the script beside the form asks."""
    headers = {"Sec-Fetch-Site": "same-origin", "Accept": "application/json"}
    query = {name: value for name, value in (("petition", slug), ("language", language)) if value}
    return await visitor.client.post(URL, params=query, data={**form, **fields}, headers=headers)


async def config_of(
    visitor: Visitor, form: dict[str, str], slug: str = "", language: str = "", **fields: object
) -> Any:
    answer = await ask(visitor, form, slug, language, **fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["config"]


async def test_the_preview_is_what_the_widget_gets_once_it_is_saved(
    service: Service, client: httpx.AsyncClient, editor: Visitor
) -> None:
    await add_petition(
        service,
        fields=["given_name", {"name": "heard", "label": "Where?", "type": "text"}, "email", "show_name"],
        image={"url": "https://a.example/b.png", "alt": "A river"},
    )
    await add_partner(service, privacy_url="https://news.example.org/privacy")
    await sign_and_confirm(service, client)
    await service.refresher.refresh_once()
    typed = await form_of(editor, TEXT) | {
        "title": "Another title",
        "statement": "Another statement.\n\nIn two paragraphs.",
        "body": "## Why\n\nBecause[^1].\n\n[^1]: A source.",
        "locale": "de",
        "lead_in": "",
        "goal": "2,500",
        "consent_style": "choice",
        "opt_in_partner_updates": "News of {partner}?",
        "retention_days": "90",
    }
    preview = await config_of(editor, typed, SLUG)
    assert (await editor.send(TEXT, typed | {"is_understood": "yes"})).status_code == 303
    await service.refresher.refresh_once()
    query = {"partner": PARTNER, "locale": "de", "body": "tree"}
    served = (await client.get(api(SLUG), params=query)).json()
    assert preview.pop("text") == "0"
    assert served.pop("text") != "0"
    assert preview == served


async def test_the_preview_of_a_translation_is_what_the_widget_gets_once_it_is_saved(
    service: Service, client: httpx.AsyncClient, editor: Visitor
) -> None:
    heard = {"name": "heard", "label": "Where?", "type": "select", "options": {"web": "On the web"}}
    await add_petition(service, fields=["given_name", heard, "email"])
    await add_partner(service)
    await service.refresher.refresh_once()
    form = await form_of(editor, GERMAN)
    typed = form | {
        "title": "Öffnet die Bücherei",
        "statement": "Öffnen Sie die Bücherei am Sonntag.",
        "body": "Darum[^1].\n\n[^1]: Beleg.",
        "lead_in": "Bitte:",
        "label_extra_heard": "Wo?",
        "option_extra_heard_web": "Im Netz",
        "opt_in_updates": "Neues von uns?",
    }
    preview = await config_of(editor, typed, SLUG, "de")
    assert (await editor.send(GERMAN, typed)).status_code == 303
    await service.refresher.refresh_once()
    query = {"partner": PARTNER, "locale": "de", "body": "tree"}
    served = (await client.get(api(SLUG), params=query)).json()
    for name in (
        "text",
        "url",
        "languages",
    ):  # a preview is of a text that is not stored, and of one language
        preview.pop(name, None)
        served.pop(name, None)
    assert preview["title"] == "Öffnet die Bücherei"
    assert preview == served


async def test_what_is_not_translated_yet_shows_as_in_the_original(
    petition: LivePetition, editor: Visitor
) -> None:
    config = await config_of(editor, await form_of(editor, ARABIC), SLUG, "ar", body="لأن")
    assert (config["locale"], config["title"]) == ("ar", petition.petition.text.title)
    assert config["statement"] == petition.petition.text.statement
    assert config["body"] == [["p", None, "لأن"]]


async def test_a_translation_that_can_not_be_read_is_told_by_its_field(
    petition: LivePetition, editor: Visitor
) -> None:
    form = await form_of(editor, GERMAN)
    answer = await ask(editor, form, SLUG, "de", statement="x" * 20_001)
    assert answer.status_code == 422
    assert list(answer.json()["problems"]) == ["statement"]
    for slug, language in ((SLUG, "en"), (SLUG, "no language"), ("nowhere", "de"), ("", "de")):
        assert (await ask(editor, form, slug, language)).status_code == 404


async def test_a_new_petition_shows_from_its_first_word_on(service: Service, editor: Visitor) -> None:
    config = await config_of(editor, await form_of(editor, NEW), title="Keep the pool")
    assert config["title"] == "Keep the pool"
    assert config["statement"] == "Statement"
    assert config["status"] == "open"
    assert [one["name"] for one in config["opt_ins"]] == ["updates", "partner_updates"]


@pytest.mark.parametrize(
    "state, front, shown",
    [
        ("draft", {}, "open"),
        ("open", {"opens": "2099-01-01T00:00:00Z"}, "open"),
        ("closed", {}, "closed"),
        ("open", {"closes": "2001-01-01T00:00:00Z"}, "closed"),
    ],
    ids=["draft", "opens later", "closed", "past its time"],
)
async def test_what_is_not_public_yet_shows_as_it_will_be_and_what_is_over_as_over(
    service: Service, editor: Visitor, state: Any, front: dict[str, str], shown: str
) -> None:
    await add_petition(service, state=state, **front)
    assert (await config_of(editor, await form_of(editor, TEXT), SLUG))["status"] == shown


async def test_what_can_not_be_read_is_said_by_its_field(petition: LivePetition, editor: Visitor) -> None:
    form = await form_of(editor, TEXT)
    answer = await ask(editor, form, SLUG, goal="many")
    assert answer.status_code == 422
    assert list(answer.json()["problems"]) == ["goal"]
    assert "whole number" in answer.json()["problems"]["goal"]
    page = await editor.send(f"{URL}?petition={SLUG}", form, goal="many")
    assert page.status_code == 422
    assert "Goal: This must be a whole number" in Page(page.text).text
    assert (await ask(editor, form, "nowhere")).status_code == 404


async def test_nothing_is_stored_of_a_preview_and_nothing_becomes_public(
    service: Service, client: httpx.AsyncClient, editor: Visitor, petition: LivePetition
) -> None:
    new, stored = await form_of(editor, NEW), await form_of(editor, TEXT)
    before = await all_rows(service)
    for form, slug in ((new | {"slug": "not-yet"}, ""), (stored | {"statement": "Something else."}, SLUG)):
        await config_of(editor, form, slug)
        await editor.send(f"{URL}?petition={slug}", form)
        picture = {"picture": ("a.png", b"\x89PNG\r\n\x1a\n", "image/png")}
        await editor.client.post(f"{URL}?petition={slug}", data=form, files=picture)
    await editor.client.get(URL)
    await service.forms_begun.flush()
    await service.refresher.refresh_once()
    assert await all_rows(service) == before
    for slug in ("not-yet", "preview"):
        for path in (api(slug), api(slug, "challenge"), f"/p/{slug}", f"/embed/{slug}"):
            assert (await client.get(path)).status_code == 404, path
    assert (await client.get(api(SLUG))).json()["statement"] == petition.petition.text.statement


async def test_the_form_in_a_preview_signs_nothing(
    service: Service, client: httpx.AsyncClient, editor: Visitor, petition: LivePetition
) -> None:
    answer = await editor.send(f"{URL}?petition={SLUG}", await form_of(editor, TEXT))
    form = Page(answer.text).form
    before = await all_rows(service)
    person = {"given_name": "Ada", "family_name": "L", "email": "ada@people.example.org", "consent": "yes"}
    refused = await client.post(form.action, data={**form.values, **person})
    assert refused.status_code == 403
    assert await all_rows(service) == before


async def test_the_frame_can_ask_nobody_and_has_an_origin_of_its_own(editor: Visitor) -> None:
    form = await form_of(editor, NEW)
    answers = [
        await editor.client.get(URL),
        await editor.send(URL, form),
        await editor.send(URL, form, goal="many"),
    ]
    for answer in answers:
        policy = {
            name: values
            for name, *values in map(str.split, answer.headers["content-security-policy"].split(";"))
        }
        assert policy["default-src"] == ["'none'"]
        assert "connect-src" not in policy
        assert policy["script-src"] == policy["style-src"] == ["'self'"]
        assert policy["form-action"] == policy["base-uri"] == policy["trusted-types"] == ["'none'"]
        assert policy["frame-ancestors"] == ["'self'"]
        assert "allow-same-origin" not in policy["sandbox"]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        page = Page(answer.text)
        scripts = page.all("script")
        assert [one.attributes["src"] for one in scripts] == ["/organizer/static/preview-frame.js", "/v1.js"]
        assert not any(one.text for one in scripts)
        assert page.all("style") == []
        assert not any("style" in one.attributes for one in page.elements)
    frame = (await editor.page(NEW)).all("iframe")[0]
    assert frame.attributes["data-src"] == URL
    assert "allow-same-origin" not in frame.attributes["sandbox"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda text: text[:30].encode("ascii", "replace").decode())
async def test_scripts_in_every_field_stay_text(editor: Visitor, script: str) -> None:
    line = " ".join(script.split())
    texts = {
        "title": line[:200],
        "target": line[:200],
        "statement": script,
        "lead_in": script,
        "body": f"{script}\n\nRead {script}",
        "share": script,
        "consent": script,
        "opt_in_updates": script,
        "opt_in_partner_updates": "{partner} " + script,
        "image": "https://cdn.example/" + "".join(script.split()),
        "image_alt": script,
    }
    form = await form_of(editor, NEW) | texts
    answer = await editor.send(URL, form)
    assert answer.status_code == 200
    allowed = frozenset({"script", "form", "button", "input", "meta", "link", "svg", "img", "base"})
    assert dangers_in(answer.text, allowed=allowed) == []
    page = Page(answer.text)
    assert len(page.all("script")) == 2
    assert len(page.all("img")) == 1
    assert page.all("h1")[0].text == line[:200]
    told = json.loads(page.all("petition-form")[0].attributes["data-config"])
    config = await config_of(editor, form)
    assert told == config
    assert config["statement"] == script.strip()
    assert {one[0] for one in every_branch([*config["body"], *config["legal"]])} <= {
        "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "a", "sup", "hr", "br",
        "section", "code", "pre",
    }  # fmt: skip
    refused = await editor.send(URL, form, goal=script, closes=script)
    assert refused.status_code == 422
    assert dangers_in(refused.text, allowed=allowed) == []
    assert len(Page(refused.text).all("script")) == 2


def every_branch(trees: list[Any]) -> list[Any]:
    """The elements of a tree, as core/html_tree.py makes it."""
    found = [one for one in trees if isinstance(one, list)]
    return found + [deeper for one in found for deeper in every_branch(one[2:])]


async def all_rows(service: Service) -> dict[str, list[tuple[Any, ...]]]:
    """Of all tables but those that a session is remembered in."""
    found = await everything_in(service)
    async with service.database.held() as connection:
        for table in UNTOUCHED:
            rows = await connection.fetch_all(f"SELECT * FROM {table}")
            found[table] = sorted((tuple(row._mapping.values()) for row in rows), key=repr)
    return found
