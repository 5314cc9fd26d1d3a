"""The demo's mailbox: mail that `petition demo` shows at /demo/mailbox instead of sending it."""

from collections import deque
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from widget_server.core.shown_mail import ShownMail


class DemoMailbox:
    """A sender that keeps the newest mails in memory. 200 of them weigh about 2 MB."""

    def __init__(self, keep: int = 200) -> None:
        self._mails: deque[ShownMail] = deque(maxlen=keep)
        self._next_id = 1

    async def send(self, message: EmailMessage) -> None:
        """Takes the mail."""
        text, html = message.get_body(("plain",)), message.get_body(("html",))
        self._mails.appendleft(
            ShownMail(
                id=self._next_id,
                to=str(message["To"]),
                sender=str(message["From"]),
                subject=str(message["Subject"]),
                sent_at=parsedate_to_datetime(str(message["Date"])),
                text=text.get_content() if text else "",
                html=html.get_content() if html else "",
            )
        )
        self._next_id += 1

    async def close(self) -> None:
        """Nothing to close."""

    def newest_first(self) -> list[ShownMail]:
        """What is in the mailbox."""
        return list(self._mails)

    def find(self, mail_id: int) -> ShownMail | None:
        """One mail."""
        return next((mail for mail in self._mails if mail.id == mail_id), None)
