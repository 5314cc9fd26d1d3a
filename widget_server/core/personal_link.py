"""Personal links: the organizer's mailing carries one for each person on its list.

A link's token is sealed, not only signed: it travels through mailboxes and partners' pages, and nobody on the way
is to read an address in it. It is for one petition, whose vault alone opens it, and for one mailbox.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence

import msgspec

from widget_server.core.clock import DAY
from widget_server.core.email_address import parse_email
from widget_server.core.errors import LinkExpired, LinkInvalid
from widget_server.core.fields import KNOWN_FIELDS, Field, acceptable
from widget_server.core.postcodes import written_postcode
from widget_server.core.sealing import PetitionVault, SealBroken

DEFAULT_DAYS = 90
MOST_DAYS = 365

PARAMETER = "petition_me"
"""What a link calls its token, in the query of the petition's own page and in the fragment of others."""

LINKED_FIELDS = ("given_name", "family_name", "email", "country", "postcode")
"""What a link may know of a person."""

_LONGEST_TOKEN = 3_000
"""Characters. The longest that there is, all names in characters of four bytes, has some 2,000."""

_PADDED_TO = 64
"""Bytes, so that the length of a token says next to nothing of the length of a name."""

_BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


class PersonalLink(msgspec.Struct, frozen=True, omit_defaults=True):
    """A person on the organizer's list; what is not known is ''. Times in milliseconds."""

    email: str
    made_at: int
    expires_at: int
    given_name: str = ""
    family_name: str = ""
    country: str = ""
    postcode: str = ""


def personal_link(row: Mapping[str, str], now: int, days: int = DEFAULT_DAYS) -> PersonalLink:
    """The link for somebody on a list, good for so many days. `row` has LINKED_FIELDS, of which `email` must be there.

    What a form would not take, such as a country that is no code or a postcode that its country can't have, is left
    out: the supporter is asked for it.
    Raises ValueError where the address is none.
    """
    known = {name: acceptable(KNOWN_FIELDS[name], row.get(name, "")) for name in LINKED_FIELDS}
    try:
        known["email"] = parse_email(known["email"]).address
    except ValueError:
        raise ValueError("`email` is empty or no address") from None  # the library's words may quote it
    if known["country"] and known["postcode"]:
        known["postcode"] = written_postcode(known["country"], known["postcode"]) or ""
    return PersonalLink(**known, made_at=now, expires_at=now + days * DAY)


def write_token(vault: PetitionVault, link: PersonalLink) -> str:
    """The link's token, in base64url: 200 to 300 characters for most people."""
    plain = _encoder.encode(link)
    padded = plain.ljust(-(-len(plain) // _PADDED_TO) * _PADDED_TO)  # blanks after JSON mean nothing
    return urlsafe_b64encode(vault.seal_link(padded)).rstrip(b"=").decode("ascii")


def read_token(vault: PetitionVault, text: str, now: int) -> PersonalLink:
    """Raises LinkInvalid, also for a link to another petition, and LinkExpired."""
    if len(text) > _LONGEST_TOKEN or not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise LinkInvalid
    sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if urlsafe_b64encode(sealed).rstrip(b"=").decode("ascii") != text:
        raise LinkInvalid  # another spelling of the same bytes, which we never write
    try:
        link = _decoder.decode(vault.open_link(sealed))
    except SealBroken as error:
        raise LinkInvalid from error
    if now >= link.expires_at:
        raise LinkExpired(link.made_at)
    return link


def known_fields(link: PersonalLink, asked: Sequence[Field]) -> tuple[str, ...]:
    """Which of the fields that a petition asks need not be asked of this person, in the order of the form.

    A postcode is asked again with its country: the link's might not be one of the country that is chosen.
    """
    asks_country = not link.country and any(field.name == "country" for field in asked)
    return tuple(
        field.name
        for field in asked
        if field.name in LINKED_FIELDS
        and acceptable(field, getattr(link, field.name))
        and not (field.name == "postcode" and asks_country)
    )


def is_for(link: PersonalLink, email: str) -> bool:
    """Whether a form in which this was typed as the address ('' for nothing) is that person's own."""
    if not email.strip():
        return True
    try:
        return parse_email(email).canonical == parse_email(link.email).canonical
    except ValueError:
        return False


def filled_in(link: PersonalLink, values: Mapping[str, str]) -> dict[str, str]:
    """A form with what its signer has left empty. The address is the link's: that is where the mailing went.

    Under another country than the link's its postcode is left empty, too: whoever has moved has another one.
    """
    filled = dict(values)
    for name in left_empty(values):
        filled[name] = getattr(link, name)
    if "postcode" in left_empty(values) and filled["country"].strip().upper() != link.country:
        filled["postcode"] = ""
    filled["email"] = link.email
    return filled


def left_empty(values: Mapping[str, str]) -> tuple[str, ...]:
    """What a link may know and a form does not say; its signer was not asked, or had nothing to add."""
    return tuple(name for name in LINKED_FIELDS if not values.get(name, "").strip())


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(PersonalLink)
