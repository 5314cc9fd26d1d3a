"""Response headers by kind of answer."""

from starlette.types import Scope

NOSNIFF = (b"x-content-type-options", b"nosniff")
CROSS_ORIGIN = (b"cross-origin-resource-policy", b"cross-origin")
ANYONE = (b"access-control-allow-origin", b"*")
NO_STORE = (b"cache-control", b"no-store")
JSON = (b"content-type", b"application/json")
PROBLEM_JSON = (b"content-type", b"application/problem+json")

CONFIG_CACHE = (b"cache-control", b"public, max-age=60, stale-while-revalidate=600, stale-if-error=86400")
TOTALS_CACHE = (b"cache-control", b"public, max-age=5, stale-while-revalidate=30, stale-if-error=86400")
SHORT_CACHE = (b"cache-control", b"public, max-age=600, stale-while-revalidate=86400, stale-if-error=604800")
FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")

PUBLIC_JSON = (JSON, ANYONE, CROSS_ORIGIN, NOSNIFF)

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' https: data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def page_headers(*, is_https: bool, referrer: str = "strict-origin-when-cross-origin") -> dict[str, str]:
    """Headers of a page for people. Pages behind links of mails pass 'no-referrer': their URL is a secret."""
    headers = {
        "Content-Security-Policy": PAGE_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": referrer,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
    if is_https:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def wants_json(scope: Scope) -> bool:
    """Whether an error is read by a script."""
    path: str = scope["path"]
    return path.startswith("/api/") or path in ("/openapi.json", "/readyz", "/healthz", "/metrics")
