"""Petitions and the texts that people sign."""

import json
from typing import Any

from tests.support.campaign import SLUG, petition_file
from widget_server.core.petition import Petition
from widget_server.core.petition_file import parse_petition_file
from widget_server.storage import catalogue_version, petition_texts, petitions
from widget_server.storage.database import Connection

KEY = b"a wrapped data key"


async def save(connection: Connection, *, now: int = 1_000, body: str = "Why.", **front: Any) -> bool:
    file = parse_petition_file(petition_file(body, **front))
    return await petitions.save(connection, file, lambda _slug: KEY, now)


async def read(connection: Connection, slug: str = SLUG) -> Petition:
    return next(petition for petition, _ in await petitions.read_all(connection) if petition.slug == slug)


async def statements_by_text(connection: Connection) -> dict[int, str]:
    rows = await connection.fetch_all("SELECT id, statement FROM petition_texts ORDER BY id")
    return {row["id"]: row["statement"] for row in rows}


async def test_a_new_petition_is_a_draft_with_a_data_key_of_its_own(connection: Connection) -> None:
    assert await save(connection)
    [(petition, wrapped_key)] = await petitions.read_all(connection)
    assert (petition.slug, petition.state, wrapped_key) == (SLUG, "draft", KEY)


async def test_what_a_file_says_is_what_the_petition_has(connection: Connection) -> None:
    await save(
        connection,
        body="Reasons[^1].\n\n[^1]: Facts.",
        title="Öffnet die Bücherei",
        lead_in="Sign:",
        goal=5_000,
        confirmation="none",
        embedding="anyone",
        fields=["given_name", "email", {"name": "comment", "required": True}],
        consent="I agree.",
        opt_ins={"updates": "News, please."},
        share="Read on Sundays",
        image={"url": "https://example.org/library.jpg", "alt": "A closed door"},
        opens="2027-01-01T00:00:00Z",
        closes="2027-12-31T00:00:00Z",
        retention_days=30,
        locale="de",
    )
    petition = await read(connection)
    assert petition.text.title == "Öffnet die Bücherei"
    assert petition.text.consent == "I agree."
    assert petition.text.opt_ins == (("updates", "News, please."),)
    assert "30 Tage" in petition.text.legal
    assert petition.body == "Reasons[^1].\n\n[^1]: Facts."
    assert (petition.lead_in, petition.share_text) == ("Sign:", "Read on Sundays")
    assert (petition.fixed_goal, petition.confirmation, petition.embedding) == (5_000, "none", "anyone")
    assert [(field.name, field.required) for field in petition.fields] == [
        ("given_name", True),
        ("email", True),
        ("comment", True),
    ]
    assert (petition.image_url, petition.image_alt) == ("https://example.org/library.jpg", "A closed door")
    assert (petition.opens_at, petition.closes_at) == (1_798_761_600_000, 1_830_211_200_000)
    assert (petition.retention_days, petition.locale, petition.created_at) == (30, "de", 1_000)


OWN = {"name": "heard", "label": "Wie?", "type": "select", "options": {"web": "Im Netz"}, "required": True}
TEXT = {"name": "why", "label": "Warum?", "type": "text", "max_length": 50}


async def test_fields_keep_their_order_whoever_thought_of_them(connection: Connection) -> None:
    fields = [OWN, "email", "show_name", {"name": "comment", "required": True}, TEXT]
    await save(connection, fields=fields, consent={"style": "choice"})
    petition = await read(connection)
    assert petition.fields == parse_petition_file(petition_file(fields=fields)).fields
    assert [field.name for field in petition.fields] == [
        "extra_heard",
        "email",
        "show_name",
        "comment",
        "extra_why",
    ]
    assert petition.consent_style == "choice"
    await save(connection, fields=["email"])
    assert [field.name for field in (await read(connection)).fields] == ["email"]
    assert (await read(connection)).consent_style == "checkbox"


async def test_whether_it_thanks_by_mail_can_be_changed_at_any_time(connection: Connection) -> None:
    await save(connection)
    text = (await read(connection)).text
    for wanted in (True, False, True):
        await save(connection, thanks_mail=wanted)
        petition = await read(connection)
        assert petition.thanks_mail is wanted
        assert petition.text == text


async def test_the_style_of_the_consent_is_no_part_of_what_is_signed(connection: Connection) -> None:
    await save(connection)
    before = (await read(connection)).text
    await save(connection, consent={"style": "choice"}, fields=["email", OWN])
    assert (await read(connection)).text == before


async def test_a_version_before_own_fields_finds_those_that_it_knows_and_no_others(
    connection: Connection,
) -> None:
    """It takes every entry of `fields` apart into a name and whether it is required, and looks up the name."""
    await save(connection, fields=[OWN, "email", "show_name", {"name": "comment", "required": True}])
    row = await connection.fetch_one("SELECT fields FROM petitions")
    assert row is not None
    assert json.loads(row["fields"]) == [["email", True], ["comment", True]]


async def test_a_petition_that_a_version_before_own_fields_wrote_is_read(connection: Connection) -> None:
    await save(connection)
    await connection.execute("UPDATE petitions SET fields = :fields", {"fields": '[["email", true]]'})
    petition = await read(connection)
    assert [field.name for field in petition.fields] == ["email"]
    assert petition.consent_style == "checkbox"


async def test_editing_the_statement_makes_a_new_text_and_keeps_the_old_one(connection: Connection) -> None:
    await save(connection, statement="Open the library on Sundays.")
    before = await read(connection)
    assert not await save(connection, statement="Open the library on Sundays and holidays.", now=2_000)
    after = await read(connection)
    assert after.id == before.id
    assert after.text.id != before.text.id
    assert after.text.sha256 != before.text.sha256
    assert await statements_by_text(connection) == {
        before.text.id: "Open the library on Sundays.",
        after.text.id: "Open the library on Sundays and holidays.",
    }
    assert await petition_texts.read_ids(connection) == {after.id: {before.text.id, after.text.id}}


async def test_going_back_to_an_earlier_statement_uses_its_text_again(connection: Connection) -> None:
    texts = []
    for statement in ("First.", "Second.", "First."):
        await save(connection, statement=statement)
        texts.append((await read(connection)).text)
    assert texts[0] == texts[2]
    assert len(await statements_by_text(connection)) == 2


async def test_every_word_that_is_signed_belongs_to_the_text(connection: Connection) -> None:
    edits: list[dict[str, Any]] = [
        {},
        {"title": "Another title"},
        {"target": "The mayor"},
        {"consent": "I agree to this."},
        {"opt_ins": {"updates": "Yes, news."}},
        {"retention_days": 90},  # it stands in the legal wording
        {"locale": "en-GB"},
    ]
    texts = []
    for edit in edits:
        await save(connection, **edit)
        texts.append((await read(connection)).text.id)
    assert len(set(texts)) == len(edits)


async def test_what_is_not_signed_can_be_edited_without_a_new_text(connection: Connection) -> None:
    await save(connection)
    before = (await read(connection)).text
    await save(connection, body="Better reasons.", lead_in="Now:", goal=900, share="Tell everybody")
    after = await read(connection)
    assert after.text == before
    assert (after.body, after.fixed_goal) == ("Better reasons.", 900)


async def test_an_edit_keeps_state_key_and_time_of_birth(connection: Connection) -> None:
    await save(connection, now=1_000)
    await petitions.set_state(connection, SLUG, "open", 1_500)
    file = parse_petition_file(petition_file("New reasons."))
    await petitions.save(connection, file, lambda _slug: b"another key", 2_000)
    [(petition, wrapped_key)] = await petitions.read_all(connection)
    assert (petition.state, petition.created_at, wrapped_key) == ("open", 1_000, KEY)


async def test_two_petitions_with_the_same_words_have_texts_of_their_own(connection: Connection) -> None:
    await save(connection, slug="here")
    await save(connection, slug="there")
    here, there = await read(connection, "here"), await read(connection, "there")
    assert here.text.sha256 == there.text.sha256
    assert here.text.id != there.text.id


async def test_closing_notes_when_and_opening_again_forgets_it(connection: Connection) -> None:
    await save(connection)
    assert await petitions.set_state(connection, SLUG, "closed", 5_000)
    closed = await read(connection)
    assert (closed.state, closed.closed_at) == ("closed", 5_000)
    assert await petitions.set_state(connection, SLUG, "open", 6_000)
    opened = await read(connection)
    assert (opened.state, opened.closed_at) == ("open", None)


async def test_a_petition_that_is_not_there_can_not_be_opened(connection: Connection) -> None:
    assert not await petitions.set_state(connection, "no-such-petition", "open", 1_000)


async def test_dropping_the_key_closes_the_petition_for_good(connection: Connection) -> None:
    await save(connection)
    await petitions.set_state(connection, SLUG, "open", 1_500)
    await petitions.drop_key(connection, (await read(connection)).id, 2_000)
    [(petition, wrapped_key)] = await petitions.read_all(connection)
    assert (petition.state, wrapped_key) == ("closed", None)


async def test_a_petition_without_its_key_can_not_be_opened_again(connection: Connection) -> None:
    await save(connection)
    await petitions.set_state(connection, SLUG, "open", 1_500)
    await petitions.drop_key(connection, (await read(connection)).id, 2_000)
    assert not await petitions.set_state(connection, SLUG, "open", 3_000)
    assert (await read(connection)).state == "closed"


async def test_every_change_is_announced_to_processes_that_watch(connection: Connection) -> None:
    versions = [await catalogue_version.read(connection)]
    await save(connection)
    versions.append(await catalogue_version.read(connection))
    await petitions.set_state(connection, SLUG, "open", 1_500)
    versions.append(await catalogue_version.read(connection))
    await petitions.drop_key(connection, (await read(connection)).id, 2_000)
    versions.append(await catalogue_version.read(connection))
    assert versions == sorted(set(versions))
