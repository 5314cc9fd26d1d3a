"""A petition's languages in pages: added, changed, taken out and in as files, and taken away."""

from typing import Any

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition, add_translation, remove_translation, translation_file
from tests.support.organizers import Visitor
from tests.support.supporters import sign_and_confirm
from tests.web.organizer.test_writing import form_of, served
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.translation_file import parse_translation_file

LIST = f"/organizer/petitions/{SLUG}/translations"
GERMAN = f"{LIST}/de"
HEARD = {
    "name": "heard",
    "label": "How did you hear of us?",
    "type": "select",
    "options": {'we"b': "On the web", "a = b": "Else"},
}
TYPED = {
    "title": "Öffnet die Bücherei",
    "statement": "Öffnen Sie die Bücherei am Sonntag.",
    "body": "Darum[^1].\n\n[^1]: Beleg.",
}


def kept_in(answer: httpx.Response, path: str = GERMAN) -> dict[str, str]:
    return dict(next(one for one in Page(answer.text).forms if one.action == path).values)


async def take_in(visitor: Visitor, content: str | bytes, **fields: str) -> httpx.Response:
    """A file, as the list's form for it sends it."""
    return await visitor.client.post(f"{LIST}/file", files={"file": ("x.md", content)}, data=fields)


async def rows(service: Service) -> list[tuple[str, str]]:
    async with service.database.held() as connection:
        found = await connection.fetch_all("SELECT action, subject FROM audit_log ORDER BY id")
    return [(row["action"], row["subject"]) for row in found]


async def test_a_language_is_chosen_translated_and_read(service: Service, editor: Visitor) -> None:
    await add_petition(service, fields=["email", "comment", HEARD])
    chosen = await editor.client.get(f"{LIST}?add=de&other=")
    assert chosen.headers["location"] == GERMAN
    page = await editor.page(GERMAN)
    assert "Open the library on Sundays, so that people who work can read." in page.text
    labels = {
        "label_extra_heard": "Wie haben Sie von uns erfahren?",
        'option_extra_heard_we"b': "Im Netz",
        "label_comment": "Warum?",
    }
    sent = await editor.send(GERMAN, await form_of(editor, GERMAN) | TYPED | labels)
    assert sent.status_code == 303, Page(sent.text).text
    german = (await served(service, SLUG)).speaking("de")
    assert german.petition.text.title == "Öffnet die Bücherei"
    assert german.petition.text.target == "The city council"
    assert "180 Tage" in german.petition.text.legal
    assert "Beleg." in german.body_html
    heard = next(field for field in german.petition.fields if field.is_own)
    assert heard.label == "Wie haben Sie von uns erfahren?"
    assert heard.options == (('we"b', "Im Netz"), ("a = b", "Else"))
    assert ("translation.add", f"petition:{SLUG}:de") in await rows(service)


async def test_a_language_of_our_own_or_another_is_asked_for_by_its_tag(
    petition: LivePetition, editor: Visitor
) -> None:
    for query, to in (("other=pt-br", "pt-BR"), ("add=de&other=fa", "fa")):
        assert (await editor.client.get(f"{LIST}?{query}")).headers["location"] == f"{LIST}/{to}"
    for query, field in (("other=nonsense!", "other"), ("add=en", "add")):
        answer = await editor.client.get(f"{LIST}?{query}")
        assert answer.status_code == 422
        assert Page(answer.text).by_id(f"f-{field}").attributes["aria-invalid"] == "true"
    for tag in ("en", "nonsense", "DE", "de_AT"):
        assert (await editor.client.get(f"{LIST}/{tag}")).status_code == 404, tag


async def test_opening_a_translation_and_saving_it_changes_nothing(service: Service, editor: Visitor) -> None:
    await add_petition(
        service,
        fields=["email", "comment", HEARD],
        image={"url": "https://a.example/b.png", "alt": "A door"},
        opt_ins={"updates": "News?", "partner_updates": "News of {partner}?"},
        consent="I agree to this.",
    )
    before = await add_translation(
        service,
        body="Gründe[^1].\n\n[^1]: Belege.",
        lead_in="Unterschreibt:",
        consent="Ja, ich will.",
        opt_ins={"updates": "Post."},
        share="Lest am Sonntag",
        image={"alt": "Eine Tür"},
        labels={"comment": "Warum?", "heard": {"label": "Wie?", "options": {"a = b": "Anders"}}},
    )
    assert (await editor.send(GERMAN, await form_of(editor, GERMAN))).status_code == 303
    after = (await served(service, SLUG)).speaking("de")
    assert after.petition == before.petition
    assert after.body_html == before.body_html


async def test_what_is_wrong_is_said_by_the_field_and_all_that_was_typed_stays(
    service: Service, editor: Visitor
) -> None:
    await add_petition(service, consent="My own words.", opt_ins={"updates": "My own news?"})
    form = await form_of(editor, GERMAN) | TYPED
    cases: list[tuple[dict[str, str], str, str]] = [
        ({"title": ""}, "title", "This is needed"),
        ({"title": "x" * 400}, "title", "400 characters"),
        ({}, "consent", "translate that, too"),
        ({"consent": "Ja."}, "opt_in_updates", "translate that, too"),
    ]
    for typed_in, at, words in cases:
        answer = await editor.send(GERMAN, form | typed_in)
        assert answer.status_code == 422
        page = Page(answer.text)
        assert page.by_id(f"f-{at}").attributes["aria-invalid"] == "true"
        assert words in page.by_id(f"e-{at}").text
        assert kept_in(answer) == form | typed_in
    assert not (await served(service, SLUG)).translations


async def test_a_wording_that_changes_makes_a_new_text_and_says_so_first(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    before = await add_translation(service)
    await sign_and_confirm(service, client)
    form = await form_of(editor, GERMAN) | {"statement": "Anders."}
    asked = await editor.send(GERMAN, form)
    assert "This makes a new text" in asked.text
    assert (await served(service, SLUG)).speaking("de").petition.text == before.petition.text
    assert (await editor.send(GERMAN, kept_in(asked) | {"is_understood": "yes"})).status_code == 303
    after = await served(service, SLUG)
    assert after.speaking("de").petition.text.statement == "Anders."
    assert before.petition.text.id in after.text_ids


async def test_what_nobody_signs_is_saved_without_a_question(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    before = await add_translation(service)
    form = await form_of(editor, GERMAN) | {"body": "Besser.", "share": "Lest!"}
    assert (await editor.send(GERMAN, form)).status_code == 303
    after = (await served(service, SLUG)).speaking("de").petition
    assert (after.text.id, after.body, after.share_text) == (before.petition.text.id, "Besser.", "Lest!")


async def test_two_editors_at_once_are_told_and_nothing_is_overwritten(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    await add_translation(service)
    form = await form_of(editor, GERMAN) | {"share": "Meins"}
    await add_translation(service, share="Ihres")
    answer = await editor.send(GERMAN, form)
    assert answer.status_code == 409
    assert "Ihres" in answer.text
    assert (await served(service, SLUG)).speaking("de").petition.share_text == "Ihres"
    again = kept_in(answer)
    assert again["share"] == "Meins"
    assert (await editor.send(GERMAN, again)).status_code == 303
    assert (await served(service, SLUG)).speaking("de").petition.share_text == "Meins"


async def test_a_language_that_another_editor_has_added_or_taken_away_meanwhile_is_told(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    form = await form_of(editor, GERMAN) | TYPED
    await add_translation(service)
    assert (await editor.send(GERMAN, form)).status_code == 409
    form = await form_of(editor, GERMAN)
    await remove_translation(service)
    answer = await editor.send(GERMAN, form)
    assert answer.status_code == 409
    assert "taken this translation away meanwhile" in answer.text
    assert (await editor.send(GERMAN, kept_in(answer))).status_code == 303


async def test_a_translation_goes_out_and_in_as_the_file_that_the_command_reads(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    before = await add_translation(service)
    answer = await editor.client.get(f"{GERMAN}/file")
    assert answer.headers["content-disposition"] == f'attachment; filename="{SLUG}.de.md"'
    assert parse_translation_file(answer.text).statement == before.petition.text.statement
    sent = await take_in(editor, translation_file(share="Aus der Datei"))
    assert sent.headers["location"].startswith(f"{GERMAN}?done=")
    assert (await served(service, SLUG)).speaking("de").petition.share_text == "Aus der Datei"
    assert (await editor.client.get(f"{LIST}/fr/file")).status_code == 404


async def test_a_file_that_changes_what_people_sign_says_so_first(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    before = await add_translation(service)
    form = await form_of(editor, f"{LIST}/file", at=LIST)
    asked = await take_in(editor, translation_file(title="Aus der Datei", body="Darum."), **form)
    assert "This makes a new text" in asked.text
    assert (await served(service, SLUG)).speaking("de").petition.text == before.petition.text
    assert (await editor.send(GERMAN, kept_in(asked) | {"is_understood": "yes"})).status_code == 303
    after = (await served(service, SLUG)).speaking("de").petition
    assert (after.text.title, after.body) == ("Aus der Datei", "Darum.")


@pytest.mark.parametrize("was_there", [True, False])
async def test_a_file_overwrites_nothing_of_another_editors_and_is_kept_in_the_form(
    service: Service, petition: LivePetition, editor: Visitor, was_there: bool
) -> None:
    if was_there:
        await add_translation(service)
    form = await form_of(editor, f"{LIST}/file", at=LIST)
    await add_translation(service, share="Ihres")
    answer = await take_in(editor, translation_file(share="Aus der Datei"), **form)
    assert answer.status_code == 409
    assert "Ihres" in answer.text
    assert (await served(service, SLUG)).speaking("de").petition.share_text == "Ihres"
    assert (await editor.send(GERMAN, kept_in(answer))).status_code == 303
    assert (await served(service, SLUG)).speaking("de").petition.share_text == "Aus der Datei"


async def test_a_language_that_another_editor_has_changed_meanwhile_is_not_taken_away(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    await add_translation(service)
    form = await form_of(editor, f"{GERMAN}/remove", at=GERMAN)
    await add_translation(service, share="Ihres")
    answer = await editor.send(f"{GERMAN}/remove", form)
    assert answer.status_code == 409
    assert "It was not taken away" in answer.text
    assert kept_in(answer)["share"] == "Ihres"
    assert (await served(service, SLUG)).speaking("de").petition.share_text == "Ihres"
    assert (await editor.send(f"{GERMAN}/remove", kept_in(answer, f"{GERMAN}/remove"))).status_code == 303
    assert not (await served(service, SLUG)).translations


@pytest.mark.parametrize(
    "content, words",
    [
        ("not a translation", "must start with a line"),
        (translation_file(translation_of="other"), "This translates other"),
        (translation_file(locale="en"), "speaks en itself"),
        (translation_file(goal=5), "belongs to the petition itself"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"x" * 300_000, "larger than any petition"),
        (b"", "is empty"),
    ],
)
async def test_a_file_that_can_not_be_taken_says_what_is_wrong(
    petition: LivePetition, editor: Visitor, content: Any, words: str
) -> None:
    answer = await editor.client.post(f"{LIST}/file", files={"file": ("x.md", content)})
    assert answer.status_code == 422
    assert words in Page(answer.text).by_id("e-file").text


async def test_a_language_is_taken_away_and_its_text_stays_for_those_who_signed_it(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    german = await add_translation(service)
    sent = await editor.send(f"{GERMAN}/remove")
    assert sent.headers["location"].startswith(f"{LIST}?done=")
    live = await served(service, SLUG)
    assert not live.translations
    assert german.petition.text.id in live.text_ids
    assert ("translation.remove", f"petition:{SLUG}:de") in await rows(service)
    assert (await editor.send(f"{GERMAN}/remove")).status_code == 404


async def test_a_translation_that_is_older_than_the_petitions_text_is_marked_until_it_is_saved(
    service: Service, clock: Any, petition: LivePetition, editor: Visitor
) -> None:
    await add_translation(service)
    assert "older than" not in (await editor.page(LIST)).text
    clock.forward(1_000)
    await add_petition(service, statement="Open it every day.")
    assert "older than" in (await editor.page(LIST)).text
    clock.forward(1_000)
    await editor.send(GERMAN, await form_of(editor, GERMAN))
    assert "older than" not in (await editor.page(LIST)).text


async def test_scripts_in_every_text_stay_text(service: Service, editor: Visitor) -> None:
    script = "<script>alert(1)</script>"
    await add_petition(service, fields=["email", HEARD])
    form = await form_of(editor, GERMAN)
    names = [name for name in form if not name.startswith(("has_", "opened_at"))]
    assert (await editor.send(GERMAN, form | dict.fromkeys(names, script))).status_code == 303
    for path in (LIST, GERMAN, f"/p/{SLUG}?locale=de", "/organizer/petitions"):
        answer = await editor.client.get(path)
        assert not any("alert" in one.text for one in Page(answer.text).all("script")), path
