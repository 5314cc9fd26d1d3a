"""GET /api/v1/petitions/{slug}: everything that the widget needs, in one cacheable answer."""

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.campaign import (
    PARTNER,
    PARTNER_ORIGIN,
    SLUG,
    add_partner,
    add_petition,
    set_petition_state,
    suspend_partner,
)
from tests.support.settings import BASE_URL
from tests.support.supporters import api, sign_and_confirm
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.partner import Partner
from widget_server.core.petition import Stored

PATH = api(SLUG)
ENGLISH = json.loads(Path("widget_server/locales/en.json").read_text("utf-8"))


async def test_it_holds_what_the_contract_names(client: httpx.AsyncClient, petition: LivePetition) -> None:
    config = (await client.get(PATH)).json()
    named = (
        "slug url status locale dir title target lead_in statement body_html image goal totals fields consent"
        " opt_ins legal_html share messages"
    )
    assert set(named.split()) <= set(config)
    assert config["slug"] == SLUG
    assert config["url"] == f"{BASE_URL}/p/{SLUG}"
    assert (config["status"], config["locale"], config["dir"]) == ("open", "en", "ltr")
    assert config["title"] == "Open the library on Sundays"
    assert config["target"] == "The city council"
    assert config["body_html"] == "<p>Why.</p>"
    assert config["image"] is None
    assert config["goal"] == 100
    assert config["totals"]["confirmed"] == 0
    assert config["consent"]["label"].startswith("I sign this petition")
    assert config["text"] == str(petition.petition.text.id)
    assert (config["text_locale"], config["text_dir"]) == ("en", "ltr")


async def test_it_names_the_places_to_share_on_with_the_words_to_share(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, share="Read on Sundays!")
    share = (await client.get(PATH, params={"locale": "fr"})).json()["share"]
    assert share["text"] == "Read on Sundays!"
    assert share["links"][0] == ["WhatsApp", "https://wa.me/?text={text}%20{url}"]
    assert share["links"][-1] == ["E-mail", "mailto:?subject={text}&body={text}%0A%0A{url}"]
    assert all("{url}" in template for _, template in share["links"])


async def test_fields_come_in_the_order_of_the_form_with_all_that_an_input_needs(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, fields=["email", {"name": "postcode", "required": True}, "comment"])
    fields = (await client.get(PATH)).json()["fields"]
    assert fields[1] == {
        "name": "postcode",
        "type": "text",
        "label": "Postcode",
        "required": True,
        "autocomplete": "postal-code",
        "max_length": 20,
    }
    assert [(field["name"], field["type"], field["required"]) for field in fields] == [
        ("email", "email", True),
        ("postcode", "text", True),
        ("comment", "textarea", False),
    ]


async def test_messages_are_those_of_the_catalogue_that_the_form_can_come_to_say(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    messages = (await client.get(PATH)).json()["messages"]
    words = ENGLISH["widget"]
    assert messages["sign"] == words["sign"]
    assert messages["error_email_invalid"] == words["error_email"]
    assert messages["error_consent_required"] == words["error_consent"]
    assert messages["error_postcode_invalid"] == words["error_postcode"]
    assert {"loading", "welcome", "yes", "error_choice"}.isdisjoint(messages)


async def test_a_petition_that_counts_at_once_says_nothing_of_mail(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, confirmation="none", fields=["email"])
    messages = (await client.get(PATH)).json()["messages"]
    assert {"check_email", "check_spam", "choose_country", "error_postcode_invalid"}.isdisjoint(messages)


async def test_a_choice_of_yes_and_no_brings_its_words(client: httpx.AsyncClient, service: Service) -> None:
    await add_petition(service, consent={"text": "May we?", "style": "choice"})
    messages = (await client.get(PATH)).json()["messages"]
    words = ENGLISH["widget"]
    assert (messages["yes"], messages["no"]) == (words["yes"], words["no"])
    assert messages["error_consent_required"] == words["error_choice"]
    assert messages["error_consent_declined"] == words["error_consent_no"]


async def test_a_widget_gets_trees_instead_of_html(client: httpx.AsyncClient, service: Service) -> None:
    await add_petition(service, body="Why[^1].\n\n[^1]: So.")
    config = (await client.get(PATH, params={"body": "tree"})).json()
    assert config["body"][0][:3] == ["p", None, "Why"]
    assert config["legal"]
    assert {"body_html", "legal_html"}.isdisjoint(config)


async def test_a_form_without_the_petitions_text_does_not_load_it(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    config = (await client.get(PATH, params={"body": "none"})).json()
    assert {"body", "body_html", "legal_html"}.isdisjoint(config)
    assert config["legal"]
    assert (await client.get(PATH, params={"body": "nonsense"})).json()["body_html"] == "<p>Why.</p>"


@pytest.mark.parametrize(
    "path, title",
    [(api("unknown"), "not_found_title"), (f"{PATH}?partner=unknown", "refused_title")],
)
async def test_a_refusal_brings_words_for_supporters_in_their_language(
    client: httpx.AsyncClient, petition: LivePetition, path: str, title: str
) -> None:
    spoken = (await client.get(path)).json()["spoken"]
    assert (spoken["locale"], spoken["dir"]) == ("en", "ltr")
    assert spoken["messages"][title] == ENGLISH["widget"][title]
    assert "open_petition" in spoken["messages"]
    arabic = (await client.get(httpx.URL(path).copy_merge_params({"locale": "ar-EG"}))).json()["spoken"]
    assert (arabic["locale"], arabic["dir"]) == ("ar", "rtl")
    assert arabic["messages"][title] != spoken["messages"][title]


async def test_a_suspended_partners_page_says_so_in_its_language(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, partner: Partner
) -> None:
    await suspend_partner(service)
    answer = await client.get(PATH, params={"partner": PARTNER, "locale": "de"})
    assert answer.json()["code"] == "partner_suspended"
    assert answer.json()["spoken"]["messages"]["suspended_title"]


@pytest.fixture
def second_language(service: Service) -> Iterator[None]:
    """A language with few words of its own, written from right to left."""
    english = service.catalogues.best("en")
    words = dict(english.sections) | {"fields": {**english.section("fields"), "email": "دوا"}}
    known = service.catalogues._catalogues
    service.catalogues._catalogues = {**known, "ar": Catalogue("ar", "rtl", words)}
    assert isinstance(service.catalogues, Catalogues)
    yield
    service.catalogues._catalogues = known


@pytest.mark.usefixtures("second_language")
@pytest.mark.parametrize(
    "wanted, spoken",
    [
        ("ar", "ar"),
        ("ar-EG", "ar"),
        ("AR", "ar"),
        ("tlh", "en"),
        ("", "en"),
        ("en-GB", "en"),
        ("a" * 3_000, "en"),
    ],
)
async def test_it_speaks_the_wanted_language_or_the_petitions(
    client: httpx.AsyncClient, petition: LivePetition, wanted: str, spoken: str
) -> None:
    config = (await client.get(PATH, params={"locale": wanted})).json()
    assert config["locale"] == spoken
    assert config["dir"] == ("rtl" if spoken == "ar" else "ltr")
    labels = [field["label"] for field in config["fields"] if field["name"] == "email"]
    assert labels == ["دوا" if spoken == "ar" else "E-mail"]


@pytest.mark.usefixtures("second_language")
async def test_without_a_wanted_language_the_petitions_own_is_spoken(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, locale="ar")
    assert (await client.get(PATH)).json()["locale"] == "ar"
    assert (await client.get(PATH, params={"locale": "tlh"})).json()["locale"] == "ar"
    assert (await client.get(PATH, params={"locale": "en"})).json()["locale"] == "en"


async def test_a_partners_page_asks_for_the_partners_news_and_links_its_privacy_notice(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await add_partner(service, privacy_url="https://news.example.org/privacy")
    own = (await client.get(PATH)).json()
    theirs = (await client.get(PATH, params={"partner": PARTNER})).json()
    assert [one["name"] for one in own["opt_ins"]] == ["updates"]
    assert [one["name"] for one in theirs["opt_ins"]] == ["updates", "partner_updates"]
    assert "Civic News" in theirs["opt_ins"][1]["label"]
    assert Page(own["legal_html"]).links == []
    assert Page(theirs["legal_html"]).links == ["https://news.example.org/privacy"]


async def test_a_partners_name_may_hold_any_sign(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    address = "https://news.example.org/privacy_(en)?a=1&b=<2>"
    await add_partner(service, name="News ] & [*Views*](x) <b>", privacy_url=address)
    legal = Page((await client.get(PATH, params={"partner": PARTNER})).json()["legal_html"])
    assert legal.text.endswith("How News ] & [*Views*](x) <b> uses data")
    assert legal.links == [address.replace("<2>", "%3C2%3E")] or legal.links == [address]


async def test_it_tells_where_a_listed_petition_may_be_embedded(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, partner: Partner
) -> None:
    assert PARTNER_ORIGIN in (await client.get(PATH, params={"partner": PARTNER})).json()["origins"]
    await add_petition(service, embedding="anyone")
    assert (await client.get(PATH, params={"partner": PARTNER})).json()["origins"] is None


async def test_an_image_comes_with_its_description(client: httpx.AsyncClient, service: Service) -> None:
    await add_petition(service, image={"url": "https://cdn.example/door.jpg", "alt": "A closed door"})
    assert (await client.get(PATH)).json()["image"] == {
        "url": "https://cdn.example/door.jpg",
        "alt": "A closed door",
    }


async def test_a_closed_petition_can_still_be_read(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    await set_petition_state(service, "closed")
    answer = await client.get(PATH)
    assert (answer.status_code, answer.json()["status"]) == (200, "closed")


async def test_total_and_goal_come_as_a_sentence_in_the_wanted_language(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, goal=25_000)
    german = {"locale": "de"}
    assert (await client.get(PATH, params=german)).json()["progress"].endswith("Unser Ziel: 25.000.")
    await sign_and_confirm(service, client)
    await service.refresher.refresh_once()
    english = (await client.get(PATH)).json()["progress"]
    assert english.startswith("1 person has signed.")
    assert english.endswith("to 25,000.")


async def test_it_changes_when_the_total_and_the_petition_change_and_not_otherwise(
    client: httpx.AsyncClient, service: Service, petition: LivePetition
) -> None:
    first = await client.get(PATH)
    await service.refresher.refresh_once()
    assert (await client.get(PATH)).headers["etag"] == first.headers["etag"]
    await sign_and_confirm(service, client)
    await service.refresher.refresh_once()
    second = await client.get(PATH)
    assert second.json()["totals"]["confirmed"] == 1
    assert second.headers["etag"] != first.headers["etag"]
    await add_petition(service, title="Open it daily")
    third = await client.get(PATH)
    assert third.json()["title"] == "Open it daily"
    assert third.headers["etag"] != second.headers["etag"]


@pytest.mark.parametrize("state", [None, "draft"])
async def test_drafts_and_unknown_petitions_answer_alike(
    client: httpx.AsyncClient, service: Service, state: Stored | None
) -> None:
    if state:
        await add_petition(service, state=state)
    answer = await client.get(PATH)
    assert answer.status_code == 404
    assert answer.json()["code"] == "petition_not_found"
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"


async def test_a_suspended_partner_is_told_so(
    client: httpx.AsyncClient, service: Service, petition: LivePetition, partner: Partner
) -> None:
    assert (await client.get(PATH, params={"partner": PARTNER})).status_code == 200
    await suspend_partner(service)
    answer = await client.get(PATH, params={"partner": PARTNER})
    assert (answer.status_code, answer.json()["code"]) == (403, "partner_suspended")
    await suspend_partner(service, is_suspended=False)
    assert (await client.get(PATH, params={"partner": PARTNER})).status_code == 200


async def test_a_partner_that_nobody_knows_is_refused(
    client: httpx.AsyncClient, petition: LivePetition
) -> None:
    answer = await client.get(PATH, params={"partner": "nobody"})
    assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed")


async def test_what_a_petition_says_keeps_its_language_in_a_form_of_another(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, locale="he")
    config = (await client.get(api(SLUG), params={"locale": "de"})).json()
    assert (config["locale"], config["dir"]) == ("de", "ltr")
    assert (config["text_locale"], config["text_dir"]) == ("he", "rtl")
