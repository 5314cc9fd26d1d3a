"""Composing a mail: text and HTML from templates, headers that mail servers and readers expect."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from widget_server.core import ids
from widget_server.core.catalogue import Catalogue
from widget_server.core.clock import SECOND
from widget_server.core.markdown import plain_line, plain_paragraphs
from widget_server.core.petition import Petition
from widget_server.core.sealing import PersonalData
from widget_server.core.share_links import share_links
from widget_server.core.signature import MailKind
from widget_server.mail.wrap import wrapped

LONGEST_LINE = 998  # bytes; RFC 5322, 2.1.1


@dataclass(frozen=True, slots=True)
class Links:
    """Where a mail's links lead. `share` is the petition with the signer's referral code, to be passed on; `mine` the
    page of their own signature, which is for nobody else.
    """

    petition: str
    share: str
    confirm: str
    not_me: str
    mine: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail for one signer, before it is put into words."""

    kind: MailKind
    number: int
    signature_id: bytes
    petition: Petition
    person: PersonalData
    links: Links
    written_at: int


_TEMPLATES = Environment(
    loader=PackageLoader("widget_server.mail"),
    autoescape=select_autoescape(["html"]),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters["wrapped"] = wrapped


class Composer:
    """Writes the mails of one installation."""

    def __init__(self, mail_from: str, base_url: str) -> None:
        self._from_name, self._from_address = parseaddr(mail_from)
        self._base_url = base_url

    def compose(self, letter: Letter, catalogue: Catalogue) -> EmailMessage:
        """The message, ready to be sent. Raises ValueError for an address that no header can carry.

        Its Message-ID is always the same for the same mail, so that one that had to be sent again (our process
        died before noting that it was sent) can be recognised.
        """
        context = self._context(letter, catalogue)
        message = EmailMessage()
        message["Subject"] = " ".join(self._render(f"{letter.kind}.subject.txt", context).split())
        message["From"] = Address(self._from_name, addr_spec=self._from_address)
        message["To"] = _recipient(letter.person)
        message["Date"] = format_datetime(datetime.fromtimestamp(letter.written_at / SECOND, UTC))
        message["Message-ID"] = f"<{ids.to_text(letter.signature_id)}.{letter.number}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers, please
        text = self._render(f"{letter.kind}.txt", context)
        html = self._render(f"{letter.kind}.html", context)
        message.set_content(text, cte=_transfer_encoding(text))
        message.add_alternative(html, subtype="html", cte=_transfer_encoding(html))
        message["Content-Language"] = catalogue.tag  # setting the content takes away all Content-* there were
        return message

    @property
    def _domain(self) -> str:
        return self._from_address.rpartition("@")[2]

    def _context(self, letter: Letter, catalogue: Catalogue) -> Mapping[str, Any]:
        text = letter.petition.text
        return {
            "t": lambda key, **parameters: catalogue.text("mail", key, **parameters),
            "locale": catalogue.tag,
            "dir": catalogue.direction,
            "number": catalogue.number,
            "date": catalogue.date,
            "base_url": self._base_url,
            "given_name": letter.person.given_name,
            "petition_title": text.title,
            "petition_url": letter.links.petition,
            "share_url": letter.links.share,
            "share_links": lambda: share_links(
                catalogue, letter.petition.share_text or text.title, letter.links.share
            ),
            "statement_paragraphs": plain_paragraphs(text.statement),
            "target": text.target,
            "confirm_url": letter.links.confirm,
            "not_me_url": letter.links.not_me,
            "mine_url": letter.links.mine,
            "organizer_name": self._from_name,
            "retention_note": plain_line(text.legal),
        }

    def _render(self, template: str, context: Mapping[str, Any]) -> str:
        return _TEMPLATES.get_template(template).render(context)


def _transfer_encoding(text: str) -> str | None:
    """As it is where mail allows that, so that links stay whole for whoever reads the raw mail; else the
    library's choice.
    """
    if any(len(line.encode()) > LONGEST_LINE for line in text.splitlines()):
        return None
    return "7bit" if text.isascii() else "8bit"


def _recipient(person: PersonalData) -> Address:
    """The address alone: a name that somebody typed into a form does not belong into a header.

    Raises ValueError for an address that no header can carry.
    """
    try:
        return Address(addr_spec=person.email)
    except (HeaderParseError, IndexError) as error:
        raise ValueError("no header can carry this address") from error
