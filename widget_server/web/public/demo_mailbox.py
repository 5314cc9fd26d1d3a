"""GET /demo/mailbox: the mails that `petition demo` shows instead of sending. There only in the demo."""

import re
from collections.abc import Sequence
from typing import Protocol

from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from widget_server.core.shown_mail import ShownMail
from widget_server.web.pages import Pages

LINK = re.compile(r"https?://[^\s<>\"']+")
HTML_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""For the HTML part alone, which is a mail and so has its style inside; its links open in a window of their own."""

PREVIEW_LENGTH = 140


class Mailbox(Protocol):
    """Where the demo's mails lie."""

    def newest_first(self) -> Sequence[ShownMail]:
        """All of them."""

    def find(self, mail_id: int) -> ShownMail | None:
        """One of them."""


class DemoMailboxPage:
    """List, mail, and the HTML part of a mail."""

    def __init__(self, pages: Pages, mailbox: Mailbox) -> None:
        self._pages = pages
        self._mailbox = mailbox

    async def list(self, _request: Request) -> Response:
        """The mails, newest first."""
        mails = [
            {
                "id": mail.id,
                "to": mail.to,
                "subject": mail.subject,
                "sent_at": mail.sent_at.isoformat(),
                "preview": " ".join(mail.text.split())[:PREVIEW_LENGTH],
            }
            for mail in self._mailbox.newest_first()
        ]
        return self._pages.page("demo/mailbox.html", {"mails": mails})

    async def mail(self, request: Request) -> Response:
        """One mail."""
        mail = self._find(request)
        context = {
            "to": mail.to,
            "from": mail.sender,
            "subject": mail.subject,
            "sent_at": mail.sent_at.isoformat(),
            "text_html": _linked(mail.text),
            "html_url": f"/demo/mailbox/{mail.id}/html",
        }
        headers = {
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-src 'self'; img-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        }
        return self._pages.page("demo/mail.html", {"mail": context}, headers=headers, referrer="no-referrer")

    async def html_part(self, request: Request) -> Response:
        """The HTML of a mail, shut off from everything."""
        headers = {
            "Content-Security-Policy": HTML_POLICY,
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
        return HTMLResponse(self._find(request).html, headers=headers)

    def _find(self, request: Request) -> ShownMail:
        mail = self._mailbox.find(request.path_params["id"])
        if mail is None:
            raise HTTPException(404)
        return mail


def _linked(text: str) -> Markup:
    """Plain text with its links made clickable."""
    parts: list[Markup] = []
    end = 0
    for match in LINK.finditer(text):
        parts += [escape(text[end : match.start()]), Markup('<a href="{0}">{0}</a>').format(match.group())]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])
