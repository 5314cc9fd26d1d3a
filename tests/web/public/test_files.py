"""/v1.js, /v1.X.Y.js, /v1.json and /static: the widget and what our pages need."""

import base64
import gzip
import hashlib
import subprocess
import tomllib
from pathlib import Path

import httpx
import pytest

from tests.support.settings import BASE_URL

VERSION = tomllib.loads(Path("pyproject.toml").read_text("utf-8"))["project"]["version"]
STATIC = Path("widget_server/web/static")


def integrity(script: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(script).digest()).decode()


async def raw(client: httpx.AsyncClient, path: str, accepted: str) -> bytes:
    async with client.stream("GET", path, headers={"Accept-Encoding": accepted}) as answer:
        assert answer.headers["content-encoding"] == accepted
        return b"".join([chunk async for chunk in answer.aiter_raw()])


async def test_the_published_integrity_is_that_of_the_bytes_that_are_served(
    client: httpx.AsyncClient,
) -> None:
    release = (await client.get("/v1.json")).json()
    assert release == {
        "version": VERSION,
        "url": f"{BASE_URL}/v{VERSION}.js",
        "integrity": integrity((await client.get(f"/v{VERSION}.js")).content),
    }


async def test_the_current_script_is_the_newest_version(client: httpx.AsyncClient) -> None:
    current, pinned = await client.get("/v1.js"), await client.get(f"/v{VERSION}.js")
    assert current.content == pinned.content
    for answer in (current, pinned):
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert answer.headers["access-control-allow-origin"] == "*"


async def test_a_pinned_version_is_kept_for_good_and_the_current_one_for_minutes(
    client: httpx.AsyncClient,
) -> None:
    pinned = await client.get(f"/v{VERSION}.js")
    assert pinned.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (await client.get("/v1.js")).headers["cache-control"].startswith("public, max-age=600,")


@pytest.mark.parametrize("path", ["/v1.js", f"/v{VERSION}.js"])
async def test_compressed_copies_hold_the_same_script(client: httpx.AsyncClient, path: str) -> None:
    async with client.stream("GET", path, headers={"Accept-Encoding": "identity"}) as answer:
        script = await answer.aread()
    assert gzip.decompress(await raw(client, path, "gzip")) == script
    assert brotli_decompressed(await raw(client, path, "br")) == script


def brotli_decompressed(packed: bytes) -> bytes:
    node = "process.stdout.write(require('zlib').brotliDecompressSync(require('fs').readFileSync(0)))"
    command = ["scripts/with-node", "node", "-e", node]
    return subprocess.run(command, input=packed, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    "path", ["/v1.99.0.js", "/v1.x.js", "/v1.0.0.js.gz", "/v2.js", "/v1.../app.js", "/v1.0.0.js.map"]
)
async def test_a_version_that_there_is_not_is_not_found(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 404


@pytest.mark.parametrize(
    "name, content_type", [("pages.css", "text/css; charset=utf-8"), ("icon.svg", "image/svg+xml")]
)
async def test_our_pages_get_their_style_and_icon(
    client: httpx.AsyncClient, name: str, content_type: str
) -> None:
    answer = await client.get(f"/static/{name}")
    assert answer.headers["content-type"] == content_type
    assert answer.content == (STATIC / name).read_bytes()


@pytest.mark.parametrize(
    "name", ["", "widget", "../app.py", "..%2fapp.py", "%2e%2e%2fapp.py", "widget/v1.js", "pages.css%00"]
)
async def test_nothing_else_is_served(client: httpx.AsyncClient, name: str) -> None:
    assert (await client.get(f"/static/{name}")).status_code == 404
