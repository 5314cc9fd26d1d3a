"""`petition add` of a file with the organizer's own fields."""

import asyncio
from pathlib import Path

from tests.cli.conftest import Cli
from tests.support.campaign import petition_file
from tests.support.services import connected
from widget_server.core.petition import Petition
from widget_server.storage import petitions

HEARD = {"name": "heard", "label": "How did you hear of us?", "type": "select", "options": ["Friend", "Web"]}


async def stored_petition(url: str) -> Petition:
    async with connected(url) as connection:
        [(petition, _)] = await petitions.read_all(connection)
        return petition


def test_a_petition_with_questions_of_its_own_is_added(petition: Cli) -> None:
    petition.add(fields=["email", HEARD, "show_name"], consent={"style": "choice"})
    stored = asyncio.run(stored_petition(petition.environment["PETITION_DATABASE_URL"]))
    assert [field.name for field in stored.fields] == ["email", "extra_heard", "show_name"]
    assert stored.consent_style == "choice"


def test_a_question_that_cannot_be_asked_is_named_with_its_line_and_what_to_do(petition: Cli) -> None:
    front = petition_file().partition("\n---\n")[0]
    lines = ["fields:", "  - email", "  - name: heard", "    label: How?", "    type: dropdown"]
    Path("petition.md").write_text("\n".join([front, *lines, "---", ""]), "utf-8")
    output = petition.run("add", "petition.md", expect=1).output
    assert "petition.md, line 8: `fields` `type` of heard must be text, select, checkbox" in output
    assert "no petition yet" in petition.run("list").output
