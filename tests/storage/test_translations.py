"""Translations of petitions: which text each language shows, and what stands around it."""

from dataclasses import replace
from typing import Any

from tests.storage.test_petitions import read, save
from tests.support.campaign import SLUG, translation_file
from widget_server.core.campaign import LivePetition
from widget_server.core.translation import Translation, complete
from widget_server.core.translation_file import parse_translation_file
from widget_server.storage import catalogue_version, petition_texts, translations
from widget_server.storage.database import Connection


async def translate(connection: Connection, *, now: int = 1_000, slug: str = SLUG, **front: Any) -> bool:
    petition = await read(connection, slug)
    file = parse_translation_file(translation_file(translation_of=slug, **front))
    return await translations.save(connection, petition.id, complete(file, petition), now)


async def read_one(connection: Connection, locale: str = "de") -> Translation:
    found = await translations.read_all(connection)
    (one,) = [one for ones in found.values() for one in ones if one.text.locale == locale]
    return one


async def test_what_a_file_says_is_what_the_translation_has(connection: Connection) -> None:
    await save(connection)
    assert await translate(
        connection,
        body="Gründe[^1].\n\n[^1]: Belege.",
        lead_in="Unterschreibt:",
        consent="Ja.",
        opt_ins={"updates": "Post."},
        share="Lest am Sonntag",
        image={"alt": "Eine Tür"},
        labels={"comment": "Warum?"},
    )
    one = await read_one(connection)
    assert (one.text.locale, one.text.title) == ("de", "Öffnet die Bücherei am Sonntag")
    assert (one.text.consent, one.text.opt_ins) == ("Ja.", (("updates", "Post."),))
    assert (one.lead_in, one.share_text, one.image_alt) == ("Unterschreibt:", "Lest am Sonntag", "Eine Tür")
    assert one.body == "Gründe[^1].\n\n[^1]: Belege."
    assert one.labels == (("comment", "Warum?"),)


async def test_each_petition_has_the_translations_that_are_its_own(connection: Connection) -> None:
    for slug in ("here", "there", "nowhere"):
        await save(connection, slug=slug)
    await translate(connection, slug="here", locale="uk")
    await translate(connection, slug="here")
    await translate(connection, slug="there")
    found = await translations.read_all(connection)
    ids = {slug: (await read(connection, slug)).id for slug in ("here", "there")}
    assert {petition_id: [one.text.locale for one in ones] for petition_id, ones in found.items()} == {
        ids["here"]: ["de", "uk"],
        ids["there"]: ["de"],
    }
    assert await translations.locales_of(connection, "here") == ["de", "uk"]
    assert await translations.locales_of(connection, "nowhere") == []


async def test_adding_it_again_updates_it_and_keeps_the_text_that_was_signed(connection: Connection) -> None:
    await save(connection)
    assert await translate(connection)
    before = await read_one(connection)
    assert not await translate(connection, statement="Öffnen Sie sie täglich.", share="Lest täglich")
    after = await read_one(connection)
    assert (after.text.statement, after.share_text) == ("Öffnen Sie sie täglich.", "Lest täglich")
    assert after.text.id != before.text.id
    original = await read(connection)
    ids = await petition_texts.read_ids(connection)
    assert ids == {original.id: {original.text.id, before.text.id, after.text.id}}
    assert not await translate(connection)
    assert (await read_one(connection)).text == before.text


async def test_what_is_not_signed_can_be_edited_without_a_new_text(connection: Connection) -> None:
    await save(connection)
    await translate(connection)
    before = (await read_one(connection)).text
    await translate(connection, body="Bessere Gründe.", lead_in="Jetzt:", share="Weitersagen")
    assert (await read_one(connection)).text == before


async def test_an_edit_of_the_original_gives_translations_the_notice_that_holds_now(
    connection: Connection,
) -> None:
    await save(connection, retention_days=180)
    await translate(connection, share="Lest")
    before = await read_one(connection)
    await save(connection, retention_days=30, opt_ins=["updates"])
    after = await read_one(connection)
    assert "30 Tage" in after.text.legal
    assert [name for name, _ in after.text.opt_ins] == ["updates"]
    assert after.text.id != before.text.id
    assert (after.text.statement, after.share_text) == (before.text.statement, "Lest")
    await save(connection, retention_days=30, opt_ins=["updates"], goal=900)
    assert (await read_one(connection)).text.id == after.text.id


async def test_a_translation_can_be_taken_away_and_its_text_stays_for_those_who_signed_it(
    connection: Connection,
) -> None:
    await save(connection)
    await save(connection, slug="another")
    await translate(connection)
    await translate(connection, slug="another")
    text = next(iter((await translations.read_all(connection)).values()))[0].text
    assert not await translations.remove(connection, SLUG, "fr")
    assert not await translations.remove(connection, "unknown", "de")
    assert await translations.remove(connection, SLUG, "DE")
    assert not await translations.remove(connection, SLUG, "de")
    assert await translations.locales_of(connection, SLUG) == []
    assert await translations.locales_of(connection, "another") == ["de"]
    petition = await read(connection)
    assert text.id in (await petition_texts.read_ids(connection))[petition.id]


async def test_every_change_of_a_translation_is_announced_to_processes_that_watch(
    connection: Connection,
) -> None:
    await save(connection)
    versions = [await catalogue_version.read(connection)]
    await translate(connection)
    versions.append(await catalogue_version.read(connection))
    await translate(connection, body="Bessere Gründe.")
    versions.append(await catalogue_version.read(connection))
    await translations.remove(connection, SLUG, "de")
    versions.append(await catalogue_version.read(connection))
    assert versions == sorted(set(versions))


async def live(connection: Connection) -> LivePetition:
    """As processes hold it in memory."""
    petition = await read(connection)
    ids = (await petition_texts.read_ids(connection))[petition.id]
    own = LivePetition(petition, None, ids, "")
    found = (await translations.read_all(connection)).get(petition.id, [])
    others = tuple(replace(own, petition=one.of(petition)) for one in found)
    return replace(own, translations=others)


async def test_what_was_signed_is_found_again_however_often_it_was_edited_since(
    connection: Connection,
) -> None:
    await save(connection)
    await translate(connection)
    first = await live(connection)
    own, german = first.petition.text, first.speaking("de").petition.text
    await save(connection, statement="Open it daily.")
    await translate(connection, statement="Öffnen Sie sie täglich.", share="Lest")
    now = await live(connection)
    for text in (own, german, now.petition.text, now.speaking("de").petition.text):
        assert (await petition_texts.as_signed(connection, now, text.id)).petition.text == text
    signed = await petition_texts.as_signed(connection, now, german.id)
    assert (signed.petition.locale, signed.petition.share_text) == ("de", "Lest")


async def test_what_was_signed_is_found_again_when_its_translation_is_gone(connection: Connection) -> None:
    await save(connection)
    await translate(connection)
    german = (await live(connection)).speaking("de").petition.text
    await translations.remove(connection, SLUG, "de")
    signed = await petition_texts.as_signed(connection, await live(connection), german.id)
    assert signed.petition.text == german
    assert signed.petition.locale == "en"


async def test_a_text_of_another_petition_is_none_of_this_ones(connection: Connection) -> None:
    await save(connection)
    await save(connection, slug="another")
    foreign = (await read(connection, "another")).text
    now = await live(connection)
    assert await petition_texts.as_signed(connection, now, foreign.id) is now
