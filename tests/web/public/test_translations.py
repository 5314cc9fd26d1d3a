"""A petition in several languages: who is shown which, and what a signature is put under."""

from typing import Any
from xml.etree import ElementTree as ET

import httpx
import pytest

from tests.support.campaign import (
    PARTNER,
    PARTNER_ORIGIN,
    SLUG,
    add_petition,
    add_translation,
    remove_translation,
)
from tests.support.settings import BASE_URL
from tests.support.supporters import (
    ReadableMail,
    api,
    filled_form,
    new_email,
    path_of,
    press_confirm,
    send_form,
    sign_and_confirm,
    wait_for_mail,
)
from tests.web.reading import Page
from tests.web.watching import rows_of
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.partner import Partner

PAGE = f"/p/{SLUG}"
ENGLISH_TITLE = "Open the library on Sundays"
GERMAN_TITLE = "Öffnet die Bücherei am Sonntag"


@pytest.fixture
async def german(service: Service, petition: LivePetition) -> LivePetition:
    """The petition in German, with a share text; in English it has none."""
    return await add_translation(service, body="Darum.[^1]\n\n[^1]: Die Zeitung.", share="Lest am Sonntag!")


async def config(client: httpx.AsyncClient, **query: str) -> dict[str, Any]:
    answer = await client.get(api(SLUG), params=query)
    assert answer.status_code == 200
    return dict(answer.json())


async def page(client: httpx.AsyncClient, *, accept: str = "", **query: str) -> Page:
    answer = await client.get(PAGE, params=query, headers={"Accept-Language": accept})
    assert answer.status_code == 200
    assert answer.headers["vary"] == "Accept-Language"
    return Page(answer.text)


def spoken(shown: Page) -> str:
    return shown.all("html")[0].attributes["lang"]


# the config


async def test_all_that_the_petition_says_comes_in_the_wanted_language(
    client: httpx.AsyncClient, german: LivePetition
) -> None:
    found = await config(client, locale="de-AT")
    assert (found["locale"], found["text_locale"], found["text_dir"]) == ("de", "de", "ltr")
    assert found["text"] == str(german.petition.text.id)
    assert (found["title"], found["target"]) == (GERMAN_TITLE, "Der Stadtrat")
    assert found["statement"].startswith("Öffnen Sie die Bücherei")
    assert found["lead_in"] == "Unterschreiben Sie die Petition:"
    assert found["body_html"].startswith("<p>Darum.")
    assert "Fußnote [1]" in found["body_html"]
    assert found["consent"]["label"].startswith("Ich unterschreibe")
    assert [one["name"] for one in found["opt_ins"]] == ["updates"]
    assert "180 Tage" in found["legal_html"]
    assert found["share"]["text"] == "Lest am Sonntag!"
    assert found["url"] == f"{BASE_URL}{PAGE}?locale=de"


@pytest.mark.parametrize(
    "wanted, form, text",
    [("fr", "fr", "en"), ("", "en", "en"), ("en-GB", "en", "en"), ("xx", "en", "en"), ("DE", "de", "de")],
)
async def test_a_language_that_the_petition_does_not_speak_is_the_forms_alone(
    client: httpx.AsyncClient, german: LivePetition, wanted: str, form: str, text: str
) -> None:
    found = await config(client, locale=wanted)
    assert (found["locale"], found["text_locale"]) == (form, text)
    assert found["title"] == (GERMAN_TITLE if text == "de" else ENGLISH_TITLE)


async def test_a_petition_may_be_translated_into_a_language_of_its_own_and_keeps_it_in_mind(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, locale="ar")
    await add_translation(service, locale="is")
    assert (await config(client, locale="is"))["text_locale"] == "is"
    assert (await config(client, locale="fr"))["text_dir"] == "rtl"


async def test_answers_in_two_languages_are_two_and_stay_so(
    client: httpx.AsyncClient, service: Service, german: LivePetition
) -> None:
    async def tags() -> dict[str, str]:
        asked = {
            locale: await client.get(api(SLUG), params={"locale": locale}) for locale in ("de", "en", "fr")
        }
        return {locale: answer.headers["etag"] for locale, answer in asked.items()}

    before = await tags()
    assert len(set(before.values())) == 3
    assert await tags() == before
    await add_translation(service, statement="Öffnen Sie sie täglich.")
    after = await tags()
    assert after["de"] != before["de"]
    assert (after["en"], after["fr"]) == (before["en"], before["fr"])


async def test_a_translation_that_was_taken_away_is_shown_no_more(
    client: httpx.AsyncClient, service: Service, german: LivePetition
) -> None:
    assert (await config(client, locale="de"))["title"] == GERMAN_TITLE
    await remove_translation(service)
    found = await config(client, locale="de")
    assert (found["locale"], found["text_locale"], found["title"]) == ("de", "en", ENGLISH_TITLE)
    assert found["url"] == f"{BASE_URL}{PAGE}"
    assert "hreflang" not in (await client.get(PAGE)).text


async def test_what_a_field_is_called_can_be_translated(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await add_translation(service, labels={"comment": "Was lesen Sie?"})

    async def label(locale: str) -> str:
        fields = (await config(client, locale=locale))["fields"]
        return next(str(field["label"]) for field in fields if field["name"] == "comment")

    assert await label("de") == "Was lesen Sie?"
    assert await label("en") == "Why are you signing?"
    assert "Was lesen Sie?" in (await page(client, locale="de")).text


# signing through the widget


async def test_a_signature_names_the_text_that_its_form_showed(
    client: httpx.AsyncClient, service: Service, german: LivePetition, partner: Partner
) -> None:
    found = await config(client, locale="de", partner=PARTNER)
    origin = {"Origin": PARTNER_ORIGIN}
    asked = {"partner": PARTNER, "text": found["text"]}
    token = (await client.get(api(SLUG, "challenge"), params=asked, headers=origin)).json()["token"]
    form = filled_form(token, locale="de", updates="yes", partner_updates="yes")
    assert (await send_form(client, form, origin=PARTNER_ORIGIN)).status_code == 202
    (row,) = await rows_of(service, "signatures")
    assert (row["text_id"], row["locale"]) == (german.petition.text.id, "de")
    assert (bool(row["updates"]), bool(row["partner_updates"])) == (True, True)


async def test_nobody_agrees_to_what_the_form_in_their_language_did_not_ask(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    live = await add_translation(service, opt_ins=[])
    asked = {"text": str(live.petition.text.id)}
    token = (await client.get(api(SLUG, "challenge"), params=asked)).json()["token"]
    await send_form(client, filled_form(token, updates="yes"))
    (row,) = await rows_of(service, "signatures")
    assert not row["updates"]


# the petition's own page


@pytest.mark.parametrize(
    "query, accept, shown",
    [
        ({}, "", "en"),
        ({}, "de-DE,de;q=0.9,en;q=0.8", "de"),
        ({}, "fr,en;q=0.9,de;q=0.5", "en"),
        ({}, "fr,it", "en"),
        ({"locale": "de"}, "en", "de"),
        ({"locale": "en"}, "de", "en"),
        ({"locale": "fr"}, "de", "de"),
        ({"locale": "fr"}, "", "en"),
        ({"locale": "'\"<script>"}, "", "en"),
    ],
)
async def test_the_page_speaks_the_language_of_its_link_or_else_the_readers(
    client: httpx.AsyncClient, german: LivePetition, query: dict[str, str], accept: str, shown: str
) -> None:
    found = await page(client, accept=accept, **query)
    assert spoken(found) == shown
    assert (found.all("h1")[0].text == GERMAN_TITLE) == (shown == "de")


async def test_the_page_names_its_other_languages_each_in_itself(
    client: httpx.AsyncClient, service: Service, german: LivePetition
) -> None:
    await add_translation(service, locale="ar", title="افتحوا المكتبة")
    found = await page(client, locale="de")
    links = [one for one in found.all("a") if "hreflang" in one.attributes]
    assert [(one.attributes["hreflang"], one.attributes["lang"], one.text) for one in links] == [
        ("en", "en", "English"),
        ("ar", "ar", "العربية"),
    ]
    assert "Diese Petition in anderen Sprachen" in found.text
    for link in links:
        answer = await client.get(link.attributes["href"], headers={"Accept-Language": "de"})
        assert spoken(Page(answer.text)) == link.attributes["hreflang"]


async def test_search_engines_find_every_language_at_an_address_of_its_own(
    client: httpx.AsyncClient, german: LivePetition
) -> None:
    for locale in ("de", "en"):
        found = await page(client, locale=locale)
        links = {
            (one.attributes["rel"], one.attributes.get("hreflang", "")): one.attributes["href"]
            for one in found.all("link")
        }
        assert links["canonical", ""] == f"{BASE_URL}{PAGE}?locale={locale}"
        assert links["alternate", "de"] == f"{BASE_URL}{PAGE}?locale=de"
        assert links["alternate", "en"] == f"{BASE_URL}{PAGE}?locale=en"
        assert links["alternate", "x-default"] == f"{BASE_URL}{PAGE}"


async def test_a_petition_with_one_language_has_one_address_and_names_no_other(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    found = await page(client, accept="de")
    assert spoken(found) == "en"
    assert not [one for one in found.elements if "hreflang" in one.attributes]
    (canonical,) = [one for one in found.all("link") if one.attributes["rel"] == "canonical"]
    assert canonical.attributes["href"] == f"{BASE_URL}{PAGE}"


async def test_links_to_pass_the_page_on_lead_to_its_language(
    client: httpx.AsyncClient, german: LivePetition
) -> None:
    found = await page(client, accept="de")
    passed_on = [link for link in found.links if "%3A%2F%2F" in link]
    assert len(passed_on) >= 5
    assert all("%3Flocale%3Dde" in link for link in passed_on)


async def test_who_signs_the_page_signs_what_it_shows_and_stays_in_its_language(
    client: httpx.AsyncClient, service: Service, german: LivePetition
) -> None:
    form = (await page(client, locale="de")).form
    assert form.values["locale"] == "de"
    typed = {"given_name": "Ada", "family_name": "", "email": new_email(), "consent": "yes"}
    headers = {"Origin": BASE_URL, "Accept-Language": "en"}
    again = await client.post(form.action, data=form.values | typed, headers=headers)
    assert again.status_code == 422
    mended = Page(again.text)
    assert spoken(mended) == "de"
    assert GERMAN_TITLE in mended.text
    values = mended.form.values | {"family_name": "Lovelace"}
    thanks = Page((await client.post(form.action, data=values, headers=headers)).text)
    assert spoken(thanks) == "de"
    assert GERMAN_TITLE in thanks.text
    assert f"{BASE_URL}{PAGE}?locale=de" in thanks.links
    (row,) = await rows_of(service, "signatures")
    assert (row["text_id"], row["locale"]) == (german.petition.text.id, "de")


async def test_a_form_that_was_open_while_its_translation_was_taken_away_still_signs_what_it_showed(
    client: httpx.AsyncClient, service: Service, german: LivePetition
) -> None:
    form = (await page(client, locale="de")).form
    await remove_translation(service)
    typed = {"given_name": "Ada", "family_name": "Lovelace", "email": new_email(), "consent": "yes"}
    assert (await client.post(form.action, data=form.values | typed)).status_code == 200
    (row,) = await rows_of(service, "signatures")
    assert row["text_id"] == german.petition.text.id


# mails, and what is behind their links


@pytest.fixture
async def mail(service: Service, client: httpx.AsyncClient, german: LivePetition) -> ReadableMail:
    """Of somebody who has signed the German text in a French form."""
    email = new_email()
    asked = {"text": str(german.petition.text.id)}
    token = (await client.get(api(SLUG, "challenge"), params=asked)).json()["token"]
    await send_form(client, filled_form(token, locale="fr", email=email, given_name="Ada"))
    return await wait_for_mail(service, email)


async def test_a_mail_quotes_what_was_signed_in_the_language_of_the_form(mail: ReadableMail) -> None:
    assert "Confirmez" in mail.subject
    for text in (mail.subject, mail.text, Page(mail.html).text):
        assert GERMAN_TITLE in " ".join(text.split())
    for text in (mail.text.replace("> ", ""), Page(mail.html).text):
        plain = " ".join(text.split())
        assert "Öffnen Sie die Bücherei am Sonntag, damit lesen kann, wer arbeitet." in plain
        assert "Der Stadtrat" in plain
        assert ENGLISH_TITLE not in plain
    assert f"{BASE_URL}{PAGE}?locale=de" in mail.text
    assert f"{BASE_URL}{PAGE}?locale=de" in Page(mail.html).links


async def test_the_pages_behind_a_mail_are_about_what_was_signed_even_if_it_was_edited_since(
    client: httpx.AsyncClient, service: Service, mail: ReadableMail
) -> None:
    await add_translation(service, title="Öffnet sie täglich", share="Lest täglich!")
    for name in ("confirm", "not-me"):
        asked = Page((await client.get(path_of(mail, name))).text)
        assert spoken(asked) == "fr"
        (title,) = [one for one in asked.all("p") if one.attributes.get("class") == "petition-name"]
        assert (title.text, title.attributes["lang"]) == (GERMAN_TITLE, "de")
        assert f"{BASE_URL}{PAGE}?locale=de" in asked.links
    done = Page((await press_confirm(client, mail)).text)
    assert spoken(done) == "fr"
    assert GERMAN_TITLE in done.text
    shared = [link for link in done.links if "wa.me" in link]
    assert all("Lest%20t%C3%A4glich" in link and "%3Flocale%3Dde" in link for link in shared)
    assert shared


# what else is around it


@pytest.mark.parametrize(
    "locale, words, title",
    [
        ("de", "1 Unterschrift", GERMAN_TITLE),
        ("", "1 signature", ENGLISH_TITLE),
        ("fr", "1 signature", ENGLISH_TITLE),
    ],
)
async def test_the_badge_speaks_the_wanted_language(
    client: httpx.AsyncClient, service: Service, german: LivePetition, locale: str, words: str, title: str
) -> None:
    await sign_and_confirm(service, client)
    await service.refresher.refresh_once()
    badge = ET.fromstring((await client.get(f"{PAGE}/badge.svg", params={"locale": locale})).text)  # our own
    found = {one.tag.rpartition("}")[2]: one.text for one in badge}
    assert (found["text"], found["title"]) == (words, title)


async def test_the_home_page_lists_each_petition_in_the_readers_language_or_in_its_own(
    client: httpx.AsyncClient, service: Service, german: LivePetition
) -> None:
    await add_petition(service, slug="another", title="Another one")
    answer = await client.get("/", headers={"Accept-Language": "de-CH,en;q=0.5"})
    assert answer.headers["vary"] == "Accept-Language"
    found = Page(answer.text)
    assert spoken(found) == "de"
    listed = [one for one in found.all("a") if "/p/" in one.attributes["href"]]
    assert [(one.text, one.attributes["lang"], one.attributes["href"]) for one in listed] == [
        ("Another one", "en", f"{BASE_URL}/p/another"),
        (GERMAN_TITLE, "de", f"{BASE_URL}{PAGE}?locale=de"),
    ]


async def test_a_frame_says_all_in_the_wanted_language(
    client: httpx.AsyncClient, service: Service, german: LivePetition
) -> None:
    await add_translation(service, locale="is", title="Opnið safnið")
    shown = {
        locale: Page((await client.get(f"/embed/{SLUG}", params={"locale": locale})).text)
        for locale in ("de-AT", "is", "fr", "")
    }
    titles = {locale: found.all("h1")[0] for locale, found in shown.items()}
    assert {locale: (one.text, one.attributes["lang"]) for locale, one in titles.items()} == {
        "de-AT": (GERMAN_TITLE, "de"),
        "is": ("Opnið safnið", "is"),
        "fr": (ENGLISH_TITLE, "en"),
        "": (ENGLISH_TITLE, "en"),
    }
    assert "Der Stadtrat" in shown["de-AT"].text
    assert f"{BASE_URL}{PAGE}?locale=de" in shown["de-AT"].links
    forms = {locale: found.all("petition-form")[0].attributes for locale, found in shown.items()}
    assert {locale: form.get("locale") for locale, form in forms.items()} == {
        "de-AT": "de-AT",
        "is": "is",
        "fr": "fr",
        "": None,
    }


async def test_a_pasted_link_becomes_a_frame_and_a_picture_in_its_language(
    client: httpx.AsyncClient, german: LivePetition
) -> None:
    async def asked(query: str, **more: str) -> dict[str, Any]:
        answer = await client.get("/oembed", params={"url": f"{BASE_URL}{PAGE}{query}", **more})
        return dict(answer.json())

    found = await asked("?locale=de")
    assert (found["title"], found["provider_name"]) == (GERMAN_TITLE, "Petitionen")
    assert found["thumbnail_url"] == f"{BASE_URL}{PAGE}/image.png?locale=de"
    shown = Page(found["html"])
    assert f"{BASE_URL}{PAGE}?locale=de" in shown.links
    assert GERMAN_TITLE in shown.text
    assert GERMAN_TITLE in shown.all("iframe")[0].attributes["title"]
    small = (await asked("?locale=de", maxwidth="600"))["thumbnail_url"]
    assert small == f"{BASE_URL}{PAGE}/image.png?width=600&locale=de"
    assert (await asked("?locale=fr"))["title"] == ENGLISH_TITLE


async def test_a_page_in_the_readers_language_is_passed_on_in_that_language(
    client: httpx.AsyncClient, german: LivePetition
) -> None:
    found = await page(client, accept="de")
    said = {one.attributes.get("property"): one.attributes["content"] for one in found.all("meta")
            if "property" in one.attributes}  # fmt: skip
    assert said["og:title"] == GERMAN_TITLE
    assert said["og:url"] == f"{BASE_URL}{PAGE}?locale=de"
    assert said["og:image"] == f"{BASE_URL}{PAGE}/image.png?locale=de"
    assert said["og:image:alt"].startswith(GERMAN_TITLE)
    (link,) = [one for one in found.all("link") if one.attributes.get("type") == "application/json+oembed"]
    assert (await client.get(link.attributes["href"])).json()["title"] == GERMAN_TITLE
