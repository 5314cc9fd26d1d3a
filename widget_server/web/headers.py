"""Response headers by kind of answer."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

NOSNIFF = (b"x-content-type-options", b"nosniff")
CROSS_ORIGIN = (b"cross-origin-resource-policy", b"cross-origin")
ANYONE = (b"access-control-allow-origin", b"*")
NO_STORE = (b"cache-control", b"no-store")
JSON = (b"content-type", b"application/json")
PROBLEM_JSON = (b"content-type", b"application/problem+json")

CONFIG_CACHE = (b"cache-control", b"public, max-age=60, stale-while-revalidate=600, stale-if-error=86400")
TOTALS_CACHE = (b"cache-control", b"public, max-age=5, stale-while-revalidate=30, stale-if-error=86400")
REFERRALS_CACHE = (b"cache-control", b"public, max-age=60, stale-while-revalidate=600, stale-if-error=86400")
STATISTICS_CACHE = (b"cache-control", b"public, max-age=60, stale-while-revalidate=600, stale-if-error=86400")
SHORT_CACHE = (b"cache-control", b"public, max-age=600, stale-while-revalidate=86400, stale-if-error=604800")
FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")

PUBLIC_JSON = (JSON, ANYONE, CROSS_ORIGIN, NOSNIFF)

HSTS = (b"strict-transport-security", b"max-age=31536000")

IMAGE_POLICY = (b"content-security-policy", b"default-src 'none'; sandbox")
"""For an SVG that somebody opens by itself: as a document it could run scripts."""

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)

ORGANIZER_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' https: data:; "
    "font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Of organizers' pages: scripts of ours alone, and none that makes HTML or code out of text."""

PREVIEW_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; trusted-types 'none'; "
    "sandbox allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"
)
"""Of a petition's preview: the real widget runs there, and can ask nobody for anything (no connect-src), be it by
mistake. Without `allow-forms` browsers would not even tell it that its button was pressed. Links open in new tabs."""

BY_LANGUAGE = {"Vary": "Accept-Language"}
"""Of a page that speaks its reader's language."""


FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self' https: data:; "
    "form-action 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
    "frame-ancestors "
)


OPENED_FROM_FRAMES = {"Cross-Origin-Opener-Policy": "unsafe-none"}
"""For pages that links in a sandboxed frame open: their tab inherits the sandbox, and with it a page that keeps
to itself would not be shown at all (HTML, "sandboxing" of cross-origin opener policies)."""


def held_by_isolated_pages(*, has_picture: bool) -> dict[str, str]:
    """Headers of a page for frames, for pages around it that isolate themselves (Cross-Origin-Embedder-Policy, which
    they need for SharedArrayBuffer and exact clocks): these hold no frame that does not isolate itself, too, and lets
    other sites hold it.

    `require-corp` does that in every browser, but shuts out pictures of hosts that don't say whose they may be, as
    most. So a frame with a picture from elsewhere has `credentialless`, which fetches it without cookies. Safari
    does not know that, and keeps that frame out of isolated pages, as before.
    """
    isolated = "credentialless" if has_picture else "require-corp"
    return {"Cross-Origin-Embedder-Policy": isolated, "Cross-Origin-Resource-Policy": "cross-origin"}


def frame_policy(origins: Iterable[str] | None) -> str:
    """The policy of a page for frames, which pages of `origins` and our own may hold; None: all pages."""
    return FRAME_POLICY + ("*" if origins is None else " ".join(["'self'", *origins]))


def preview_headers() -> dict[str, str]:
    """Of a petition's preview, which stands in a frame of the page where it is written."""
    return {"Content-Security-Policy": PREVIEW_POLICY} | OPENED_FROM_FRAMES


def page_headers(referrer: str = "strict-origin-when-cross-origin") -> dict[str, str]:
    """Headers of a page for people. Pages behind links of mails pass 'no-referrer': their URL is a secret."""
    return {
        "Content-Security-Policy": PAGE_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": referrer,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }


def download_headers(name: str) -> dict[str, str]:
    """Of a file for an organizer: kept by nobody on the way, and never shown as a page. `name` is ours, in ASCII."""
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }


def wants_json(scope: Scope) -> bool:
    """Whether an error is read by a script."""
    path: str = scope["path"]
    return path.startswith("/api/") or path in ("/oembed", "/openapi.json", "/readyz", "/healthz", "/metrics")


class StrictTransport:
    """Middleware of a service on https: every answer, whatever it is, tells browsers to stay there."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the header to each response."""

        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], HSTS]
            await send(message)

        await self._app(scope, receive, send_with_header)
