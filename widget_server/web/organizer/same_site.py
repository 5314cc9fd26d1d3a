"""Whether a form was sent by a page of ours (OWASP ASVS 5.0.0, 3.5.1): no page can make a browser lie about that."""

from starlette.requests import Request


def is_from_our_pages(request: Request, own_origin: str) -> bool:
    """By Sec-Fetch-Site, else by Origin; where a browser sends neither, the cookie's SameSite has to do."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is None or origin == own_origin
