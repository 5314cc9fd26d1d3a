"""What is done by command stands in the log of the organizers' pages."""

import json
import sqlite3
from pathlib import Path
from typing import Any

from tests.cli.conftest import Cli
from tests.support.campaign import SLUG, translation_file


def rows(petition: Cli) -> list[tuple[Any, ...]]:
    path = petition.environment["PETITION_DATABASE_URL"].removeprefix("sqlite:///")
    with sqlite3.connect(path) as database:
        return database.execute(
            "SELECT who, action, subject, facts_before, facts_after FROM audit_log ORDER BY id"
        ).fetchall()


def test_every_command_that_changes_a_petition_is_in_the_log(petition: Cli) -> None:
    petition.add()
    petition.run("open", SLUG)
    petition.add(statement="Open it on Mondays, too.")
    file = Path("de.md")
    file.write_text(translation_file(), "utf-8")
    petition.run("add", str(file))
    file.write_text(translation_file(title="Sonntags auf"), "utf-8")
    petition.run("add", str(file))
    petition.run("remove-translation", SLUG, "de")
    people = Path("people.csv")
    people.write_text("email\nada@example.org\n", "utf-8")
    petition.run("links", SLUG, str(people), "--days", "3", "-o", "out.csv")
    petition.run("close", SLUG)
    found = rows(petition)
    assert [one[1:3] for one in found] == [
        ("petition.add", f"petition:{SLUG}"),
        ("petition.open", f"petition:{SLUG}"),
        ("petition.change", f"petition:{SLUG}"),
        ("translation.add", f"petition:{SLUG}:de"),
        ("translation.change", f"petition:{SLUG}:de"),
        ("translation.remove", f"petition:{SLUG}:de"),
        ("links.make", f"petition:{SLUG}"),
        ("petition.close", f"petition:{SLUG}"),
    ]
    assert {one[0] for one in found} == {"command line"}
    before, after = json.loads(found[2][3]), json.loads(found[2][4])
    assert before["statement"].startswith("Open the library on Sundays")
    assert after == {"statement": "Open it on Mondays, too."}


def test_what_is_refused_leaves_no_row(petition: Cli) -> None:
    petition.run("open", SLUG, expect=1)
    petition.run("remove-translation", SLUG, "de", expect=1)
    assert rows(petition) == []
