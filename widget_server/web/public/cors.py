"""Cross-origin headers of challenge and signatures: the partner's origin, without credentials."""

from widget_server.core.campaign import ANY_ORIGIN, Campaign
from widget_server.web.headers import JSON, NO_STORE, NOSNIFF

Header = tuple[bytes, bytes]

_COMMON: tuple[Header, ...] = (NO_STORE, NOSNIFF, (b"vary", b"Origin"))
_ANSWER: tuple[Header, ...] = (JSON, *_COMMON)


def private_headers(
    campaign: Campaign, slug: str, origin: str | None, *, is_problem: bool = False
) -> list[Header]:
    """Headers of an answer to one page. The origin is echoed where some partner lists it, or where the
    petition is for anyone to embed; other pages can't even read their refusal.
    """
    headers = [*(((b"content-type", b"application/problem+json"), *_COMMON) if is_problem else _ANSWER)]
    if origin is not None and _may_read(campaign, slug, origin):
        headers.append((b"access-control-allow-origin", origin.encode("latin-1")))
        if is_problem:
            headers.append((b"access-control-expose-headers", b"Retry-After"))
    return headers


def _may_read(campaign: Campaign, slug: str, origin: str) -> bool:
    if campaign.is_known_origin(origin):
        return True
    live = campaign.petitions.get(slug)
    return live is not None and live.petition.embedding == "anyone" and bool(ANY_ORIGIN.fullmatch(origin))
