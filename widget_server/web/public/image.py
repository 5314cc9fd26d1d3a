"""GET /images/{sha256}.{extension}: a petition's picture, which an organizer has uploaded."""

import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from widget_server.core.picture import Picture
from widget_server.web.cached import Ready, make_ready
from widget_server.web.headers import ANYONE, CROSS_ORIGIN, FOREVER, IMAGE_POLICY, NOSNIFF

MOST_KEPT = 32
"""Pictures in one process, some 300 KB each: those of the petitions that are looked at now."""

KINDS = {"jpg": b"image/jpeg", "webp": b"image/webp"}
_HASH = re.compile(r"[0-9a-f]{64}")


class Image:
    """The address names the content, so it never changes, and browsers ask once."""

    def __init__(self, find: Callable[[str], Awaitable[Picture | None]]) -> None:
        self._find = find
        self._kept: OrderedDict[str, Ready] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The handler."""
        sha256, extension = scope["path_params"]["sha256"], scope["path_params"]["extension"]
        if not _HASH.fullmatch(sha256) or extension not in KINDS:
            raise HTTPException(404)
        ready = self._kept.get(f"{sha256}.{extension}") or await self._read(sha256, extension)
        await ready.send(scope, send)

    async def _read(self, sha256: str, extension: str) -> Ready:
        picture = await self._find(sha256)
        if picture is None or picture.extension != extension:
            raise HTTPException(404)
        kind = (b"content-type", KINDS[extension])
        ready = make_ready(picture.content, (kind, ANYONE, CROSS_ORIGIN, NOSNIFF, IMAGE_POLICY, FOREVER))
        self._kept[picture.name] = ready
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return ready
