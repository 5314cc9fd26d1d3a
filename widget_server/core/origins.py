"""Web origins (RFC 6454): which site a form stands on."""

from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def normalise_origin(text: str) -> str:
    """'HTTPS://News.Example.org:443/' -> 'https://news.example.org'. Raises ValueError with what to do."""
    text = text.strip()
    if "://" not in text:
        raise ValueError(f"{text!r} needs its scheme, such as https://{text or 'news.example.org'}")
    parts = urlsplit(text)
    if parts.scheme.lower() not in DEFAULT_PORTS:
        raise ValueError(f"{text!r} must start with https:// or http://")
    if "@" in parts.netloc or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError(
            f"{text!r} must be an origin alone, such as https://news.example.org, without a path"
        )
    try:
        host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
    except (UnicodeError, ValueError):
        host, port = "", None
    if not host or any(character.isspace() or character == "*" for character in host):
        raise ValueError(f"{text!r} has no valid host name")
    if ":" in host:
        host = f"[{host}]"
    scheme = parts.scheme.lower()
    return f"{scheme}://{host}" if port in (None, DEFAULT_PORTS[scheme]) else f"{scheme}://{host}:{port}"
