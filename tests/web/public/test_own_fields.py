"""What a petition asks beyond the usual: its own fields, shown names, a choice for consent, real postcodes.

In the config, over the API, and on the petition's own page.
"""

from typing import Any

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition
from tests.support.databases import DATABASES
from tests.support.settings import BASE_URL
from tests.support.supporters import api, new_email, sign, sign_and_confirm
from tests.web.reading import Form, Page
from tests.web.watching import rows_of
from widget_server.app import Service
from widget_server.core.catalogue import load_catalogues

PAGE = f"/p/{SLUG}"
FIELDS: list[Any] = [
    "email",
    {
        "name": "heard",
        "label": "How did you hear of us?",
        "type": "select",
        "options": {"friend": "From a friend", "web": "On the <web>"},
        "required": True,
    },
    "country",
    "postcode",
    {"name": "why", "label": "Why?", "type": "text", "max_length": 20},
    {"name": "help", "label": "I can help", "type": "checkbox", "required": True},
    "show_name",
]
CHOICE = {"text": "I agree.", "style": "choice"}

every_database = pytest.mark.parametrize("database_kind", DATABASES)


@pytest.fixture(autouse=True)
async def _petition(service: Service) -> None:
    await add_petition(service, fields=FIELDS, consent=CHOICE)


async def form_of(client: httpx.AsyncClient) -> Form:
    return Page((await client.get(PAGE)).text).form


async def send(client: httpx.AsyncClient, form: Form, **answers: str) -> Page:
    answer = await client.post(PAGE, data=form.values | answers, headers={"Origin": BASE_URL})
    return Page(answer.text)


def personal_data(service: Service, row: dict[str, Any]) -> Any:
    vault = service.live_catalogue.current.petitions[SLUG].vault
    assert vault
    return vault.open(bytes(row["sealed"]), bytes(row["id"]))


# config


async def test_the_config_has_them_in_the_order_of_the_file(client: httpx.AsyncClient) -> None:
    config = (await client.get(api(SLUG))).json()
    fields = {field["name"]: field for field in config["fields"]}
    assert list(fields) == [
        "email", "extra_heard", "country", "postcode", "extra_why", "extra_help", "show_name",
    ]  # fmt: skip
    shared = {"autocomplete": "off"}
    assert fields["extra_heard"] == shared | {
        "name": "extra_heard",
        "type": "select",
        "label": "How did you hear of us?",
        "required": True,
        "options": [["friend", "From a friend"], ["web", "On the <web>"]],
    }
    assert fields["extra_why"] == shared | {
        "name": "extra_why", "type": "text", "label": "Why?", "required": False, "max_length": 20,
    }  # fmt: skip
    assert fields["extra_help"] == shared | {
        "name": "extra_help", "type": "checkbox", "label": "I can help", "required": True,
    }  # fmt: skip
    assert fields["show_name"] == shared | {
        "name": "show_name",
        "type": "checkbox",
        "label": load_catalogues().best("en").text("fields", "show_name"),
        "required": False,
    }
    assert config["consent"] == {"label": "I agree.", "style": "choice"}


async def test_our_fields_speak_the_forms_language_and_the_organizers_keep_theirs(
    client: httpx.AsyncClient,
) -> None:
    fields = (await client.get(api(SLUG), params={"locale": "de"})).json()["fields"]
    labels = {field["name"]: field["label"] for field in fields}
    assert labels["country"] == "Land"
    assert labels["extra_why"] == "Why?"


async def test_names_are_not_asked_to_be_shown_where_the_petition_does_not_say_so(
    client: httpx.AsyncClient, service: Service
) -> None:
    await add_petition(service, slug="plain")
    config = (await client.get(api("plain"))).json()
    assert "show_name" not in {field["name"] for field in config["fields"]}
    assert config["consent"]["style"] == "checkbox"


# signing


ANSWERS = {"extra_heard": "web", "extra_why": "Because.", "extra_help": "yes", "show_name": "yes"}


@every_database
async def test_answers_are_sealed_and_names_may_be_shown(client: httpx.AsyncClient, service: Service) -> None:
    await sign_and_confirm(service, client, **ANSWERS, postcode="sw1a1aa")
    [row] = await rows_of(service, "signatures")
    assert row["show_name"]
    person = personal_data(service, row)
    assert person.extra == {"heard": "web", "why": "Because.", "help": "yes"}
    assert person.postcode == "SW1A 1AA"
    assert not any(b"Because" in value for value in row.values() if isinstance(value, bytes))
    assert "Because." not in {value for value in row.values() if isinstance(value, str)}


@every_database
async def test_who_does_not_say_so_is_not_shown(client: httpx.AsyncClient, service: Service) -> None:
    assert (await sign(client, **ANSWERS | {"show_name": ""})).status_code == 202
    [row] = await rows_of(service, "signatures")
    assert not row["show_name"]


@pytest.mark.parametrize(
    "answers, errors",
    [
        ({"extra_heard": ""}, {"extra_heard": "required"}),
        ({"extra_heard": "tv"}, {"extra_heard": "invalid"}),
        ({"extra_why": "x" * 21}, {"extra_why": "too_long"}),
        ({"extra_why": "\x00"}, {"extra_why": "invalid_characters"}),
        ({"extra_help": "no"}, {"extra_help": "required"}),
        ({"consent": "no"}, {"consent": "declined"}),
        ({"consent": ""}, {"consent": "required"}),
        ({"country": "DE", "postcode": "SW1A 1AA"}, {"postcode": "invalid"}),
    ],
)
async def test_mistakes_have_codes(
    client: httpx.AsyncClient, service: Service, answers: dict[str, str], errors: dict[str, str]
) -> None:
    refused = await sign(client, **ANSWERS | answers)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_fields")
    assert refused.json()["errors"] == errors
    assert await rows_of(service, "signatures") == []


async def test_the_longest_answers_in_any_script_are_taken(
    client: httpx.AsyncClient, service: Service
) -> None:
    own = [{"name": f"own_{n}", "label": "Own", "type": "text"} for n in range(10)]
    await add_petition(service, fields=["email", "comment", *own])
    answers = {f"extra_own_{n}": "語" * 200 for n in range(10)} | {"comment": "語" * 1_000}
    assert (await sign(client, **answers)).status_code == 202
    [row] = await rows_of(service, "signatures")
    assert personal_data(service, row).extra["own_9"] == "語" * 200


# page


@every_database
async def test_the_page_asks_the_same_and_signs(client: httpx.AsyncClient, service: Service) -> None:
    form = await form_of(client)
    assert set(form.boxes) == {"extra_help", "show_name", "consent", "updates"}
    assert not set(form.boxes) & set(form.values)
    thanks = await send(client, form, **ANSWERS, email=new_email(), consent="yes")
    assert "check your e-mail" in thanks.text
    [row] = await rows_of(service, "signatures")
    assert row["show_name"]
    assert personal_data(service, row).extra["heard"] == "web"


async def test_consent_is_a_choice_with_the_wording_above_it_and_nothing_chosen(
    client: httpx.AsyncClient,
) -> None:
    page = Page((await client.get(PAGE)).text)
    (legend,) = page.all("legend")
    assert legend.text == "I agree."
    radios = [box for box in page.all("input") if box.attributes.get("type") == "radio"]
    assert [(one.attributes["name"], one.attributes["value"]) for one in radios] == [
        ("consent", "yes"),
        ("consent", "no"),
    ]
    assert not any("checked" in one.attributes for one in radios)


async def test_every_control_of_it_has_a_label(client: httpx.AsyncClient) -> None:
    page = Page((await client.get(PAGE)).text)
    labelled = [label.attributes["for"] for label in page.all("label")]
    controls = [*page.all("select"), *page.all("textarea"), *page.all("input")]
    assert sorted(labelled) == sorted(
        c.attributes["id"] for c in controls if c.attributes.get("type") != "hidden"
    )


async def test_mistakes_are_told_by_each_field_and_answers_are_kept(client: httpx.AsyncClient) -> None:
    form = await form_of(client)
    typed = {"email": "ada@example.org", "extra_why": "x" * 21, "country": "DE", "postcode": "SW1A 1AA"}
    page = await send(client, form, **typed, show_name="yes", consent="no")
    problems = {
        "extra_heard": "fill this in",
        "extra_why": "at most 20 characters",
        "extra_help": "fill this in",
        "postcode": "postcode in Germany",
        "consent": "Without your consent",
    }
    for name, problem in problems.items():
        assert problem in page.by_id(f"e-{name}").text
        assert f"#f-{name}" in page.links
    assert "How did you hear of us?: Please fill this in." in page.text
    kept = typed | {"show_name": "yes", "consent": "no", "extra_heard": ""}
    assert {name: page.form.values[name] for name in kept} == kept
    assert "extra_help" not in page.form.values
    (group,) = page.all("fieldset")
    assert group.attributes["aria-invalid"] == "true"
    assert group.attributes["aria-describedby"] == "e-consent"
    again = await send(client, page.form, extra_heard="web", extra_help="yes", consent="")
    assert "choose yes or no" in again.by_id("e-consent").text
    assert (again.form.values["extra_heard"], again.form.values["extra_help"]) == ("web", "yes")


async def test_the_country_of_a_wrong_postcode_is_named_in_the_forms_language(
    client: httpx.AsyncClient,
) -> None:
    form = await form_of(client)
    page = await send(client, form, country="de", postcode="1", locale="fr")
    assert "Allemagne" in page.by_id("e-postcode").text
