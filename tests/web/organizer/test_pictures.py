"""Uploading a petition's picture, and serving it to everybody."""

import io

import httpx
from PIL import Image

from tests.support.campaign import SLUG
from tests.support.organizers import Visitor
from tests.web.organizer.test_writing import NEW, URL, form_of, served
from tests.web.reading import Page
from widget_server.app import Service
from widget_server.core.campaign import LivePetition


def photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "PNG")
    return file.getvalue()


async def upload(editor: Visitor, path: str, form: dict[str, str], content: bytes) -> httpx.Response:
    return await editor.client.post(
        path,
        data=form,
        files={"picture": ("x.html", content, "text/html")},
        headers={"Sec-Fetch-Site": "same-origin"},
    )


async def test_an_uploaded_picture_is_the_petitions_and_served_to_every_site(
    service: Service, client: httpx.AsyncClient, petition: LivePetition, editor: Visitor
) -> None:
    sent = await upload(editor, URL, await form_of(editor, URL) | {"image_alt": "A river"}, photo())
    assert sent.status_code == 303
    url = (await served(service, SLUG)).petition.image_url
    assert url is not None
    assert url.startswith(f"{service.settings.base_url}/images/")
    answer = await client.get(url)
    assert answer.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(answer.content)).size == (60, 40)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    again = await client.get(url, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert (await client.get(url.replace(".jpg", ".webp"))).status_code == 404
    async with service.database.held() as connection:
        row = await connection.fetch_one("SELECT who FROM audit_log WHERE action = 'image.add'")
    assert row is not None
    assert row["who"] == editor.email


async def test_a_picture_that_is_refused_leaves_all_that_was_typed(editor: Visitor) -> None:
    form = await form_of(editor, NEW) | {"title": "Keep the pool", "slug": "keep-the-pool"}
    for content, words in (
        (b"x" * 50 * 1024 * 1024, "larger than 10 MB"),
        (b"<script>alert(1)</script>", "not a picture that can be read"),
    ):
        answer = await upload(editor, NEW, form, content)
        assert answer.status_code == 422
        page = Page(answer.text)
        assert words in page.text
        assert page.by_id("f-picture").attributes["aria-invalid"] == "true"
        kept = next(one for one in page.forms if one.action == NEW).values
        assert kept["title"] == "Keep the pool"


async def test_a_picture_stays_while_the_rest_of_the_form_is_mended(
    service: Service, client: httpx.AsyncClient, editor: Visitor
) -> None:
    form = await form_of(editor, NEW) | {"title": "T", "target": "M", "statement": "S", "slug": "Not Good"}
    answer = await upload(editor, NEW, form, photo())
    assert answer.status_code == 422
    kept = next(one for one in Page(answer.text).forms if one.action == NEW).values
    assert (await client.get(kept["image"])).status_code == 200
    assert (await editor.send(NEW, {**kept, "slug": "good"})).status_code == 303
    assert (await served(service, "good")).petition.image_url == kept["image"]
