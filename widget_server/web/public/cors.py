"""Cross-origin headers of challenge, signatures and recognition: the partner's origin, without credentials."""

from starlette.types import Send

from widget_server.core.campaign import ANY_ORIGIN, Campaign
from widget_server.core.errors import PetitionError
from widget_server.web.asgi import respond
from widget_server.web.headers import JSON, NO_STORE, NOSNIFF, PROBLEM_JSON
from widget_server.web.problems import problem_body, retry_header

Header = tuple[bytes, bytes]

_COMMON: tuple[Header, ...] = (NO_STORE, NOSNIFF, (b"vary", b"Origin"))


def private_headers(campaign: Campaign, slug: str, origin: str | None) -> list[Header]:
    """Headers of an answer to one page. The origin is echoed where some partner lists it, or where the
    petition is for anyone to embed; other pages can't even read their refusal.
    """
    return [JSON, *_COMMON, *_allowed(campaign, slug, origin)]


async def refuse(send: Send, campaign: Campaign, slug: str, origin: str | None, error: PetitionError) -> None:
    """Answers one page with the problem document of an error."""
    headers = _refusal_headers(campaign, slug, origin, error)
    await respond(send, error.status, headers, problem_body(error))


def _refusal_headers(campaign: Campaign, slug: str, origin: str | None, error: PetitionError) -> list[Header]:
    """The same for a problem document, with what it says about coming again."""
    headers = [PROBLEM_JSON, *_COMMON]
    allowed = _allowed(campaign, slug, origin)
    if allowed:
        headers += [*allowed, (b"access-control-expose-headers", b"Retry-After")]
    return headers + [(name.encode(), value.encode()) for name, value in retry_header(error).items()]


def _allowed(campaign: Campaign, slug: str, origin: str | None) -> list[Header]:
    if origin is None or not _may_read(campaign, slug, origin):
        return []
    return [(b"access-control-allow-origin", origin.encode("latin-1"))]


def _may_read(campaign: Campaign, slug: str, origin: str) -> bool:
    if campaign.is_known_origin(origin):
        return True
    live = campaign.petitions.get(slug)
    return live is not None and live.petition.embedding == "anyone" and bool(ANY_ORIGIN.fullmatch(origin))
