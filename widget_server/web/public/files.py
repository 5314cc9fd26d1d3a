"""The widget's script and the pages' static files, read once at start and served from memory."""

import json
import mimetypes
import re
from importlib.resources import files
from importlib.resources.abc import Traversable

import msgspec
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from widget_server.web.cached import Header, Ready, make_ready
from widget_server.web.headers import (
    ANYONE,
    CROSS_ORIGIN,
    FOREVER,
    IMAGE_POLICY,
    NOSNIFF,
    PUBLIC_JSON,
    SHORT_CACHE,
)

_STATIC = files("widget_server.web") / "static"
_WIDGET = _STATIC / "widget"
_VERSIONED = re.compile(r"v1\.\d+\.\d+\.js")


class WidgetMissing(Exception):
    """The widget has not been built."""


def widget_release() -> dict[str, str]:
    """The built widget's `version` and `sri`. Raises WidgetMissing."""
    try:
        return dict(json.loads((_WIDGET / "widget.json").read_text()))
    except FileNotFoundError as error:
        raise WidgetMissing("The widget has not been built. `make install` builds it.") from error


class WidgetScript:
    """GET /v1.js, the newest version under a short cache, and GET /v1.X.Y.js, immutable.

    A pinned version must be served for as long as some page pins it, so all that lie in static/widget are.
    """

    def __init__(self) -> None:
        self._ready = {
            entry.name: self._script(entry)
            for entry in _WIDGET.iterdir()
            if entry.name == "v1.js" or _VERSIONED.fullmatch(entry.name)
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler."""
        ready = self._ready.get(scope["path"].removeprefix("/"))
        if ready is None:
            raise HTTPException(404)
        await ready.send(scope, send)

    def _script(self, entry: Traversable) -> Ready:
        cache = FOREVER if _VERSIONED.fullmatch(entry.name) else SHORT_CACHE
        kind = (b"content-type", b"text/javascript; charset=utf-8")
        copies = [("br", ".br"), ("gzip", ".gz")]
        encoded = [(name, (_WIDGET / (entry.name + suffix)).read_bytes()) for name, suffix in copies]
        return make_ready(entry.read_bytes(), (kind, ANYONE, CROSS_ORIGIN, NOSNIFF, cache), encoded)


class WidgetVersion:
    """GET /v1.json: the current version, its address and its integrity value, for pages that pin it."""

    def __init__(self, base_url: str) -> None:
        release = widget_release()
        body = {
            "version": release["version"],
            "url": f"{base_url}/v{release['version']}.js",
            "integrity": release["sri"],
        }
        self._ready = make_ready(msgspec.json.encode(body), (*PUBLIC_JSON, SHORT_CACHE))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler."""
        await self._ready.send(scope, send)


class StaticFiles:
    """GET /static/{name}: style sheets and the like of our own pages; GET /organizer/static/{name}: what the build
    has made of widget_js/organizer.
    """

    def __init__(self, folder: Traversable = _STATIC) -> None:
        self._ready = {
            entry.name: make_ready(entry.read_bytes(), _static_headers(entry.name))
            for entry in folder.iterdir()
            if entry.is_file() and not entry.name.startswith(".")
        }

    @classmethod
    def of_organizers(cls) -> "StaticFiles":
        """Raises WidgetMissing."""
        folder = _WIDGET / "organizer"
        if not folder.is_dir():
            raise WidgetMissing("The organizers' scripts have not been built. `make install` builds them.")
        return cls(folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler."""
        ready = self._ready.get(scope["path_params"]["name"])
        if ready is None:
            raise HTTPException(404)
        await ready.send(scope, send)


def _static_headers(name: str) -> list[Header]:
    """For every site: to a frame that is sandboxed without an origin of its own, its style sheet is another site's."""
    headers = [_content_type(name), CROSS_ORIGIN, NOSNIFF, SHORT_CACHE]
    return [*headers, IMAGE_POLICY] if name.endswith(".svg") else headers


def _content_type(name: str) -> Header:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return (b"content-type", f"{kind}; charset=utf-8".encode() if kind.startswith("text/") else kind.encode())
