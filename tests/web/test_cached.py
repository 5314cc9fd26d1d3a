"""What everybody asks for: caches may keep it, and nobody is sent twice what they have."""

import gzip

import httpx
import pytest

from tests.support.campaign import SLUG
from tests.support.supporters import api, shown_totals, sign_and_confirm
from widget_server.app import Service
from widget_server.web.cached import MOST_KEPT, Kept, Ready, make_ready

CACHED = {
    api(SLUG): "public, max-age=60",
    api(SLUG, "totals"): "public, max-age=5",
    "/v1.js": "public, max-age=600",
    "/v1.json": "public, max-age=600",
    "/static/pages.css": "public, max-age=600",
    "/static/icon.svg": "public, max-age=600",
}
pytestmark = pytest.mark.usefixtures("petition")
every_path = pytest.mark.parametrize("path", CACHED)


@every_path
async def test_caches_may_keep_it_and_serve_it_while_the_service_is_away(
    client: httpx.AsyncClient, path: str
) -> None:
    directives = (await client.get(path)).headers["cache-control"].split(", ")
    assert ", ".join(directives[:2]) == CACHED[path]
    assert [directive.partition("=")[0] for directive in directives[2:]] == [
        "stale-while-revalidate",
        "stale-if-error",
    ]


@every_path
@pytest.mark.parametrize("template", ["{etag}", "W/{etag}", '"other", {etag}', "*"])
async def test_who_has_it_already_is_told_so_without_a_body(
    client: httpx.AsyncClient, path: str, template: str
) -> None:
    full = await client.get(path)
    again = await client.get(path, headers={"If-None-Match": template.format(etag=full.headers["etag"])})
    assert (again.status_code, again.content) == (304, b"")
    for name in ("etag", "cache-control"):
        assert again.headers[name] == full.headers[name]
    assert again.headers.get("vary") == full.headers.get("vary")
    assert again.headers.get("access-control-allow-origin") == full.headers.get("access-control-allow-origin")


@every_path
async def test_who_has_another_version_gets_this_one(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path, headers={"If-None-Match": '"0123456789abcdef0123"'})
    assert answer.status_code == 200
    assert answer.content


@every_path
async def test_head_answers_as_get_does(client: httpx.AsyncClient, path: str) -> None:
    get, head = await client.get(path), await client.head(path)
    assert head.status_code == 200
    for name in ("etag", "cache-control", "content-type", "content-length"):
        assert head.headers[name] == get.headers[name]


async def raw(client: httpx.AsyncClient, path: str, accepted: str) -> tuple[str, bytes]:
    """The encoding and the bytes as they go over the wire."""
    async with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        body = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert answer.headers["content-length"] == str(len(body))
        return answer.headers.get("content-encoding", "identity"), body


@pytest.mark.parametrize("path", [api(SLUG), "/v1.js", "/static/pages.css"])
async def test_a_compressed_copy_holds_the_same_bytes(client: httpx.AsyncClient, path: str) -> None:
    plain = await raw(client, path, "identity")
    zipped = await raw(client, path, "gzip")
    assert (plain[0], zipped[0]) == ("identity", "gzip")
    assert len(zipped[1]) < len(plain[1])
    assert gzip.decompress(zipped[1]) == plain[1]
    assert "accept-encoding" in (await client.get(path)).headers["vary"].lower()


@pytest.mark.parametrize("path", [api(SLUG), "/v1.js", "/static/pages.css"])
async def test_what_one_has_in_another_encoding_is_something_else(
    client: httpx.AsyncClient, path: str
) -> None:
    tags = {
        accepted: (await client.get(path, headers={"Accept-Encoding": accepted})).headers["etag"]
        for accepted in ("identity", "gzip")
    }
    assert tags["gzip"] != tags["identity"]
    for accepted, has, status in (
        ("gzip", "gzip", 304),
        ("identity", "identity", 304),
        ("gzip", "identity", 200),
        ("identity", "gzip", 200),
    ):
        headers = {"Accept-Encoding": accepted, "If-None-Match": tags[has]}
        assert (await client.get(path, headers=headers)).status_code == status


@every_path
@pytest.mark.parametrize("damage", ["x{etag}x", "{etag}"])
async def test_a_tag_that_only_holds_this_one_is_another(
    client: httpx.AsyncClient, path: str, damage: str
) -> None:
    tag = (await client.get(path)).headers["etag"].strip('"')
    answer = await client.get(path, headers={"If-None-Match": f'"{damage.format(etag=tag)}x"'})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "accepted, encoding",
    [
        ("", "identity"),
        ("identity", "identity"),
        ("deflate, gzip;q=0.8", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip;q=0", "identity"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.0, gzip;q=0.000", "identity"),
        ("br;q=0.5", "br"),
    ],
)
async def test_nobody_is_sent_an_encoding_that_they_refuse(
    client: httpx.AsyncClient, accepted: str, encoding: str
) -> None:
    assert (await raw(client, "/v1.js", accepted))[0] == encoding


async def test_the_total_is_the_number_of_confirmed_signatures(
    client: httpx.AsyncClient, service: Service
) -> None:
    before = await shown_totals(service, client)
    assert set(before) == {"confirmed", "goal", "as_of"}
    assert (before["confirmed"], before["goal"]) == (0, 100)
    await sign_and_confirm(service, client)
    after = await shown_totals(service, client)
    assert after["confirmed"] == 1
    assert after["as_of"] >= before["as_of"]
    assert after["as_of"].endswith("Z")


async def test_the_total_of_a_petition_that_is_not_there_is_not_kept_by_caches(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(api("unknown", "totals"))
    assert (answer.status_code, answer.json()["code"]) == (404, "petition_not_found")
    assert answer.headers["cache-control"] == "no-store"


def test_answers_that_are_kept_ready_are_bounded_and_the_oldest_goes() -> None:
    kept: Kept[int, int] = Kept()
    made: list[int] = []

    def answer(key: int) -> Ready:
        def make() -> Ready:
            made.append(key)
            return make_ready(b"x", ())

        return kept.get(key, 0, make)

    for key in range(MOST_KEPT + 1):
        answer(key)
    answer(MOST_KEPT)
    assert made == list(range(MOST_KEPT + 1))
    answer(0)
    assert made[-1] == 0
