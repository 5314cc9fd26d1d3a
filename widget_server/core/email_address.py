"""E-mail addresses: which are taken, and which are one mailbox.

The address as typed is what mail goes to; the canonical form only tells who has signed already. Rules for
one mailbox are kept narrow: a wrong merge would silently drop a supporter, a missed one costs a duplicate.
"""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email
from msgspec import Struct

LONGEST = 254  # RFC 5321, 4.5.3.1.3, less the angle brackets

IGNORES_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Providers that deliver a.d.a@ and ada@ to one mailbox, and the name that stands for all of theirs.
Source: Google's "Dots don't matter in Gmail addresses"."""

_PLAIN_LOCAL_PART = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*", re.IGNORECASE | re.ASCII)


class EmailAddress(Struct, frozen=True):
    """A valid address: `address` to send to, `canonical` to compare."""

    address: str
    canonical: str


def parse_email(text: str) -> EmailAddress:
    """Raises ValueError for what can't be an internet address.

    The library judges the domain, and judges it once: a campaign's signatures come from few domains, and
    checking one takes ten times as long as all else here. Local parts of plain letters, digits, `+ - _`
    and single dots need no library; all others get it.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at:
        raise ValueError("not an e-mail address")
    ascii_domain = _ascii_domain(domain)
    if ascii_domain is None or len(local) + 1 + len(ascii_domain) > LONGEST:
        raise ValueError("not a mail domain")
    if len(local) > 64 or not _PLAIN_LOCAL_PART.fullmatch(local):
        local = _checked_local_part(local)
    return EmailAddress(f"{local}@{ascii_domain}", _canonical(local, ascii_domain))


def _canonical(local: str, domain: str) -> str:
    """'A.Da+news@GoogleMail.com' -> 'ada@gmail.com'; 'A.Da+news@Example.org' -> 'a.da@example.org'."""
    name = local.casefold().partition("+")[0] or local.casefold()
    if domain in IGNORES_DOTS:
        return f"{name.replace('.', '')}@{IGNORES_DOTS[domain]}"
    return f"{name}@{domain}"


@lru_cache(maxsize=4_096)
def _ascii_domain(domain: str) -> str | None:
    """The domain in lower-case ASCII (IDNA), or None. Pure, so sharing is safe; 4,096 entries weigh under 1 MB."""
    try:
        checked = validate_email(f"a@{domain}", check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return None
    return checked.ascii_domain.lower() if "." in checked.ascii_domain else None


def _checked_local_part(local: str) -> str:
    """ASCII alone: few mail servers take other letters before the @, and Python's mail headers don't carry them."""
    try:
        checked = validate_email(
            f"{local}@example.org",
            check_deliverability=False,
            globally_deliverable=False,
            allow_smtputf8=False,
            strict=True,
        )
    except EmailNotValidError as error:
        raise ValueError("not a valid local part") from error
    return checked.local_part
