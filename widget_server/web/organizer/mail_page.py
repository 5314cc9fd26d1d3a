"""GET and POST /organizer/mail: what waits, what was sent, what failed and why."""

from collections.abc import Callable, Sequence
from typing import Any

from starlette.responses import Response

from widget_server.actions.mind_mail import MindMail
from widget_server.core.campaign import Campaign
from widget_server.core.outgoing_mail import TroubledMail
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages

MAIL = "/organizer/mail"
KINDS = {"confirm": "asks to confirm", "already_signed": "says that it has signed", "thanks": "thanks"}


class MailPage:
    """The outbox, in words."""

    def __init__(self, pages: OrganizerPages, mail: MindMail, campaign: Callable[[], Campaign]) -> None:
        self._pages = pages
        self._mail = mail
        self._campaign = campaign

    async def show(self, call: Call) -> Response:
        """Figures for everybody on the staff; buttons for editors."""
        state = await self._mail.read()
        context = {
            "state": state,
            "waiting": self._rows(state.waiting_mails),
            "failed": self._rows(state.failed_mails),
        }
        return self._pages.page("organizer/mail.html", call, context)

    async def retry(self, call: Call) -> Response:
        """Due at once."""
        count = await self._mail.retry(call.actor, failed=call.form.text("which") != "waiting")
        noun = "mail is" if count == 1 else "mails are"
        return self._pages.back(MAIL, f"{count} {noun} due now and will be tried again.")

    def _rows(self, mails: Sequence[TroubledMail]) -> list[dict[str, Any]]:
        campaign = self._campaign()
        rows = []
        for one in mails:
            live = campaign.by_id(one.mail.petition_id)
            rows.append(
                {
                    "facts": one,
                    "kind": KINDS.get(one.mail.kind, one.mail.kind),
                    "petition": live.petition.text.title if live else "",
                }
            )
        return rows
