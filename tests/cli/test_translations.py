"""`petition add` of a translation, `petition remove-translation`, and the languages in `petition list`."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.cli.conftest import Cli
from tests.support.campaign import SLUG, translation_file


def translate(petition: Cli, *, expect: int = 0, **front: Any) -> Result:
    Path("de.md").write_text(translation_file(**front), "utf-8")
    return petition.run("add", "de.md", expect=expect)


def languages(petition: Cli) -> str:
    (line,) = petition.run("list").output.splitlines()[1:]
    return line.split()[6]


def test_a_translation_is_added_updated_listed_and_taken_away(petition: Cli) -> None:
    petition.add()
    assert f"{SLUG} speaks de now" in translate(petition).output
    assert f"Updated {SLUG} in de" in translate(petition, title="Öffnet sie täglich").output
    translate(petition, locale="ar")
    assert languages(petition) == "en,ar,de"
    assert "no longer speaks de" in petition.run("remove-translation", SLUG, "de").output
    assert languages(petition) == "en,ar"


def test_what_the_commands_do_to_translations_is_in_the_log(petition: Cli, sqlite_url: str) -> None:
    petition.add()
    translate(petition)
    translate(petition, title="Öffnet sie täglich")
    petition.run("remove-translation", SLUG, "DE")
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as database:
        rows = database.execute(
            "SELECT action, who, facts_before FROM audit_log WHERE action LIKE 'translation.%' ORDER BY id"
        ).fetchall()
    assert [(action, who) for action, who, _ in rows] == [
        ("translation.add", "command line"),
        ("translation.change", "command line"),
        ("translation.remove", "command line"),
    ]
    assert "Öffnet die Bücherei am Sonntag" in rows[1][2]


def test_whoever_edits_a_petition_is_reminded_of_its_translations(petition: Cli) -> None:
    petition.add()
    assert "translations" not in petition.add().output
    translate(petition)
    assert "Do its translations need the same change? They are as they were: de." in petition.add().output


def test_without_its_petition_a_translation_says_what_to_do_first(petition: Cli) -> None:
    output = translate(petition, expect=1).output
    assert "de.md: there is no petition 'open-the-library'" in output
    assert "Add the petition's own file first" in output


@pytest.mark.parametrize(
    "front, problem",
    [
        ({"locale": None}, "needs `locale`"),
        ({"goal": 500}, "line 7: `goal` belongs to the petition itself"),
        ({"locale": "en"}, "speaks en itself"),
        ({"labels": {"shoe_size": "Schuhgröße"}}, "`labels` has `shoe_size`"),
    ],
)
def test_a_translation_that_cannot_be_taken(petition: Cli, front: dict[str, Any], problem: str) -> None:
    petition.add()
    output = translate(petition, expect=1, **front).output
    assert "de.md" in output
    assert problem in " ".join(output.split())
    assert languages(petition) == "en"


def test_a_petition_cannot_come_to_speak_a_language_that_it_is_translated_into(petition: Cli) -> None:
    petition.add()
    translate(petition)
    output = petition.run("list").output
    Path("petition.md").write_text(translation_file(translation_of=None, slug=SLUG, locale="de"), "utf-8")
    refused = petition.run("add", "petition.md", expect=1).output
    assert f"petition remove-translation {SLUG} de" in " ".join(refused.split())
    assert petition.run("list").output == output


@pytest.mark.parametrize("arguments", [(SLUG, "fr"), ("unknown", "de")], ids=" ".join)
def test_a_translation_that_there_is_not(petition: Cli, arguments: tuple[str, str]) -> None:
    petition.add()
    translate(petition)
    assert "petition list" in petition.run("remove-translation", *arguments, expect=1).output
    assert languages(petition) == "en,de"
