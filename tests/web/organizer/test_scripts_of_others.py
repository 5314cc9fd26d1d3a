"""Scripts that others write, supporters and whoever signs in, stay text on the organizers' pages."""

from collections import Counter
from collections.abc import Iterable

import httpx
from starlette.applications import Starlette

from tests.support.campaign import SLUG
from tests.support.clocks import AdjustableClock
from tests.support.organizers import Visitor, sign_in, visitor_of
from tests.support.supporters import sign_and_confirm
from tests.vectors import vectors
from tests.web.reading import dangers_in
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import MINUTE

SCRIPTS = vectors("scripts")["text"]
FIELDS = ("given_name", "family_name", "comment", "source", "ref")
PETITION = f"/organizer/petitions/{SLUG}"


def fitting(script: str) -> str:
    """As much as every field takes."""
    return script[:60].replace("://", ":").replace("\n", " ")


async def assert_nothing_new(visitor: Visitor, path: str, before: Counter[str], *texts: str) -> None:
    """The page shows the texts, and nothing in it could run that was not there before."""
    html = (await visitor.client.get(path)).text
    assert_same(html, before, texts)


def assert_same(html: str, before: Counter[str], texts: Iterable[str]) -> None:
    found = Counter(dangers_in(html))
    assert set(found) == set(before), set(found) - set(before)
    assert found["<script>"] == before["<script>"]
    assert found["<img>"] == before["<img>"]
    assert "<script>alert" not in html.lower()
    for text in texts:
        assert text not in html or not set(text) & set("<>\"'"), text


async def dangers_on(visitor: Visitor, path: str) -> Counter[str]:
    return Counter(dangers_in((await visitor.client.get(path)).text))


async def test_what_supporters_typed(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    """Where a signature is looked up, in the sample of what is to be taken out, and on the dashboard."""
    texts = list(map(fitting, SCRIPTS))
    harmless = await sign_and_confirm(service, client, comment="Yes", source="blog", ref="k3vq7mzc2d")
    dashboard = await dangers_on(editor, PETITION)
    found = Counter(dangers_in((await editor.send(f"{PETITION}/signatures", email=harmless)).text))
    sample = {"reason": "burst", "since": "2020-01-01T00:00", "until": "2099-01-01T00:00"}
    answer = await editor.send(f"{PETITION}/suspicious", sample, note="Note")
    invalidation = await dangers_on(editor, answer.headers["location"].partition("?")[0])
    for text in texts:
        email = await sign_and_confirm(service, client, **dict.fromkeys(FIELDS, text))
        html = (await editor.send(f"{PETITION}/signatures", email=email)).text
        assert_same(html, found, [text])
    await assert_nothing_new(editor, PETITION, dashboard, *texts)
    for note in texts[:3]:
        answer = await editor.send(f"{PETITION}/suspicious", sample, note=note)
        await assert_nothing_new(
            editor, answer.headers["location"].partition("?")[0], invalidation, note, *texts
        )


async def test_what_a_browser_calls_itself(
    app: tuple[Starlette, Service], clock: AdjustableClock, editor: Visitor
) -> None:
    """In the list of sessions."""
    before = await dangers_on(editor, "/organizer/account")
    for script in SCRIPTS[:6]:
        text = fitting(script).encode("ascii", "replace").decode()
        clock.forward(MINUTE)  # a code is good once
        async with visitor_of(*app, editor.email, editor.secret) as other:
            other.client.headers["User-Agent"] = text
            await sign_in(other)
        await assert_nothing_new(editor, "/organizer/account", before, text)
