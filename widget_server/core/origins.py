"""Web origins (RFC 6454): which site a form stands on."""

from urllib.parse import urlsplit

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}


def _ascii_host(host: str) -> str:
    """As browsers write it in Origin: mapped by UTS 46, and no stricter, since browsers visit names with emoji and
    underscores that IDNA 2008 forbids. Raises ValueError.
    """
    mapped = idna.uts46_remap(host, std3_rules=False)
    labels = [one if one.isascii() else f"xn--{one.encode('punycode').decode()}" for one in mapped.split(".")]
    return ".".join(labels).encode("idna").decode("ascii")  # only checks lengths


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
        host, port = _ascii_host(parts.hostname or ""), parts.port
    except ValueError:
        host, port = "", None
    if not host or any(character.isspace() or character == "*" for character in host):
        raise ValueError(f"{text!r} has no valid host name")
    if ":" in host:
        host = f"[{host}]"
    scheme = parts.scheme.lower()
    return f"{scheme}://{host}" if port in (None, DEFAULT_PORTS[scheme]) else f"{scheme}://{host}:{port}"
