"""Writing a petition: in a form and as a file, by two at once, and what a new text means for those who signed."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from tests.support.campaign import SLUG, add_petition, petition_file, translation_file
from tests.support.organizers import Visitor
from tests.support.supporters import sign_and_confirm
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.petition_file import parse_petition_file

URL = f"/organizer/petitions/{SLUG}/text"
NEW = "/organizer/petitions/new"
QUESTION = {"name": "heard", "label": "Where?", "type": "text"}


async def form_of(visitor: Visitor, path: str, at: str = "") -> dict[str, str]:
    """What stands in the form, as a browser would send it; `at` is its page, where it is sent to another address."""
    page = await visitor.page(at or path)
    form = next(one for one in page.forms if one.action == path.partition("?")[0])
    return dict(form.values)


async def take_in(visitor: Visitor, content: str | bytes, **fields: str) -> httpx.Response:
    """A file, as the form for it sends it."""
    return await visitor.client.post(
        "/organizer/petitions/file", files={"file": ("x.md", content)}, data=fields
    )


async def served(service: Service, slug: str) -> LivePetition:
    await service.refresher.refresh_once()
    return service.live_catalogue.current.petitions[slug]


async def test_a_petition_is_written_opened_and_closed(service: Service, editor: Visitor) -> None:
    form = await form_of(editor, NEW)
    sent = await editor.send(
        NEW,
        form
        | {
            "slug": "keep-the-pool",
            "title": "Keep the pool",
            "target": "The mayor",
            "statement": "Keep it open.",
            "body": "Because[^1].\n\n[^1]: A source.",
            "goal": "2,500",
            "closes": "2099-01-31T12:00",
        },
    )
    assert sent.headers["location"].startswith("/organizer/petitions/keep-the-pool/text?done=")
    live = await served(service, "keep-the-pool")
    assert live.petition.status(service.clock()) == "draft"
    assert live.petition.fixed_goal == 2_500
    assert "A source." in live.body_html
    for to, status in (("open", "open"), ("closed", "closed")):
        await editor.send("/organizer/petitions/keep-the-pool/state", to=to)
        assert (await served(service, "keep-the-pool")).petition.status(service.clock()) == status


async def test_what_is_wrong_is_said_by_the_field_and_all_that_was_typed_stays(editor: Visitor) -> None:
    form = await form_of(editor, NEW)
    typed = form | {
        "slug": "Not Good",
        "title": "A title",
        "statement": "x",
        "target": "y",
        "body": "Long " * 2_000,
    }
    answer = await editor.send(NEW, typed)
    assert answer.status_code == 422
    assert "small letters" in answer.text
    page = Page(answer.text)
    kept = next(one for one in page.forms if one.action == NEW).values
    assert kept["title"] == "A title"
    assert kept["body"] == typed["body"]
    assert page.by_id("f-slug").attributes["aria-invalid"] == "true"


async def test_all_fields_that_are_wrong_are_told_at_once(editor: Visitor) -> None:
    typed = await form_of(editor, NEW) | {
        "slug": "Not Good",
        "title": "",
        "target": "y",
        "statement": "x",
        "goal": "many",
        "retention_days": "0",
        "closes": "2027-01-01T00:00",
        "opens": "2027-02-01T00:00",
    }
    page = Page((await editor.send(NEW, typed)).text)
    invalid = {one.attributes["id"] for one in page.elements if one.attributes.get("aria-invalid") == "true"}
    assert invalid == {"f-slug", "f-title", "f-goal", "f-retention_days"}
    mended = typed | {"slug": "good", "title": "A title", "goal": "", "retention_days": "30"}
    page = Page((await editor.send(NEW, mended)).text)
    assert page.by_id("f-closes").attributes["aria-invalid"] == "true"
    assert "This must be later than" in page.text


async def test_opening_a_form_and_saving_it_changes_nothing(service: Service, editor: Visitor) -> None:
    before = await add_petition(
        service,
        title="A: title # with signs",
        goal=5_000,
        fields=["given_name", {"name": "heard", "label": "Where?", "type": "text"}, "email", "show_name"],
        opt_ins={"updates": "News?"},
        consent={"text": "I agree.", "style": "choice"},
        closes="2099-01-01T00:00:00Z",
        image={"url": "https://a.example/b.png", "alt": "A river"},
        share="Look: this",
    )
    assert (await editor.send(URL, await form_of(editor, URL))).status_code == 303
    after = await served(service, SLUG)
    assert after.petition.text.id == before.petition.text.id
    for name in before.petition.__slots__:
        if name != "updated_at":
            assert getattr(after.petition, name) == getattr(before.petition, name), name


async def test_a_published_statement_that_changes_makes_a_new_text_and_says_so_first(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    await sign_and_confirm(service, client)
    form = await form_of(editor, URL) | {"statement": "Something else."}
    asked = await editor.send(URL, form)
    assert "This makes a new text" in asked.text
    assert (await served(service, SLUG)).petition.text == petition.petition.text
    kept = next(one for one in Page(asked.text).forms if one.action == URL).values
    assert kept["statement"] == "Something else."
    assert (await editor.send(URL, {**kept, **form, "is_understood": "yes"})).status_code == 303
    changed = await served(service, SLUG)
    assert changed.petition.text.statement == "Something else."
    assert petition.petition.text.id in changed.text_ids  # what was signed before


async def test_two_editors_at_once_are_told_and_nothing_is_overwritten(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    form = await form_of(editor, URL)
    await add_petition(service, share="Theirs")
    answer = await editor.send(URL, form | {"share": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert (await served(service, SLUG)).petition.share_text == "Theirs"
    again = next(one for one in Page(answer.text).forms if one.action == URL).values
    assert again["share"] == "Mine"
    assert (await editor.send(URL, {**form, **again})).status_code == 303
    assert (await served(service, SLUG)).petition.share_text == "Mine"


async def test_a_petition_goes_out_and_in_as_the_file_that_the_command_reads(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    answer = await editor.client.get(f"/organizer/petitions/{SLUG}/file")
    assert answer.headers["content-disposition"] == f'attachment; filename="{SLUG}.md"'
    file = parse_petition_file(answer.text)
    assert file.statement == petition.petition.text.statement
    text = answer.text.replace("---\n", '---\nshare: "From the file"\n', 1)
    sent = await take_in(editor, text, into=SLUG)
    assert sent.status_code == 303
    assert (await served(service, SLUG)).petition.share_text == "From the file"


async def test_a_file_that_changes_what_people_sign_says_so_first(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    asked = await take_in(editor, petition_file(title="From the file", fields=["email", QUESTION]), into=SLUG)
    assert "This makes a new text" in asked.text
    assert (await served(service, SLUG)).petition.text == petition.petition.text
    kept = next(one for one in Page(asked.text).forms if one.action == URL).values
    assert (await editor.send(URL, kept | {"is_understood": "yes"})).status_code == 303
    after = (await served(service, SLUG)).petition
    assert after.text.title == "From the file"
    assert [field.label for field in after.fields if field.is_own] == ["Where?"]


async def test_a_file_overwrites_nothing_of_another_editors_and_is_kept_in_the_form(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    form = await form_of(editor, "/organizer/petitions/file", at=URL)
    await add_petition(service, share="Theirs")
    answer = await take_in(editor, petition_file(share="Of the file", body="A long one."), **form)
    assert answer.status_code == 409
    assert "Theirs" in answer.text
    assert (await served(service, SLUG)).petition.share_text == "Theirs"
    again = next(one for one in Page(answer.text).forms if one.action == URL).values
    assert (again["share"], again["body"]) == ("Of the file", "A long one.")
    assert (await editor.send(URL, again)).status_code == 303
    assert (await served(service, SLUG)).petition.share_text == "Of the file"


async def test_a_translation_is_led_to_the_languages_of_its_petition(
    petition: LivePetition, editor: Visitor
) -> None:
    for into in ({"into": SLUG}, {}):
        answer = await take_in(editor, translation_file(), **into)
        assert answer.status_code == 422
        page = Page(answer.text)
        assert "Take it in under Languages" in page.by_id("e-file").text
        assert f"/organizer/petitions/{SLUG}/translations#take-in" in page.links
    answer = await take_in(editor, translation_file(translation_of="other"))
    assert "Take its own file in first" in Page(answer.text).by_id("e-file").text


async def test_a_file_that_can_not_be_taken_says_what_is_wrong(
    petition: LivePetition, editor: Visitor
) -> None:
    for content, words in (
        ("not a petition", "must start with a line"),
        (petition_file(slug="other"), "another petition"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"x" * 300_000, "larger than any petition"),
    ):
        answer = await take_in(editor, content, into=SLUG)
        assert answer.status_code == 422
        assert words in answer.text
        assert next(one for one in Page(answer.text).forms if one.action == URL).values["title"]


async def test_a_copy_takes_everything_but_name_and_times(
    service: Service, petition: LivePetition, editor: Visitor
) -> None:
    await add_petition(
        service,
        slug="the-original",
        target="The mayor",
        lead_in="Please:",
        body="## Why\n\nBecause[^1].\n\n[^1]: A source.",
        goal=2_500,
        confirmation="none",
        embedding="anyone",
        consent={"text": "I agree.", "style": "choice"},
        opt_ins={"updates": "News?"},
        share="Sign, too",
        image={"url": "https://a.example/b.png", "alt": "A river"},
        fields=["given_name", {"name": "heard", "label": "Where?", "type": "text"}, "email", "show_name"],
        opens="2020-01-01T00:00:00Z",
        closes="2099-01-01T00:00:00Z",
        retention_days=90,
        locale="de",
    )
    form = await form_of(editor, f"{NEW}?copy=the-original")
    assert form["slug"] == ""
    assert (await editor.send(NEW, form | {"slug": "a-copy"})).status_code == 303
    original, copy = [(await served(service, one)).petition for one in ("the-original", "a-copy")]
    assert (copy.state, copy.opens_at, copy.closes_at) == ("draft", None, None)
    assert original.closes_at
    same = replace(
        copy,
        id=original.id,
        slug=original.slug,
        state=original.state,
        opens_at=original.opens_at,
        closes_at=original.closes_at,
        created_at=original.created_at,
        updated_at=original.updated_at,
        text=replace(copy.text, id=original.text.id),
    )
    assert same == original


async def test_scripts_in_every_field_stay_text(service: Service, editor: Visitor) -> None:
    script = "<script>alert(1)</script>"
    form = await form_of(editor, NEW)
    texts = ("title", "target", "lead_in", "statement", "body", "share", "consent", "image_alt")
    sent = await editor.send(NEW, form | dict.fromkeys(texts, script) | {"slug": "odd"})
    assert sent.status_code == 303
    for path in (
        "/organizer/",
        "/organizer/petitions/odd",
        "/organizer/petitions/odd/text",
        "/organizer/audit",
    ):
        answer = await editor.client.get(path)
        assert not any("alert" in one.text for one in Page(answer.text).all("script")), path
    page = await editor.page("/organizer/petitions/odd/text")
    assert next(one for one in page.forms if one.action.endswith("/text")).values["statement"] == script


@pytest.mark.parametrize("database_kind", ["postgresql"])
async def test_of_two_editors_in_the_same_moment_one_is_told(editor: Visitor, petition: LivePetition) -> None:
    for _ in range(5):
        opened = await form_of(editor, URL) | {"is_understood": "yes"}
        sent = (editor.send(URL, opened | {"lead_in": f"Lead-in {number}"}) for number in range(4))
        answers = await asyncio.gather(*sent)
        assert sorted(one.status_code for one in answers) == [303, 409, 409, 409]
