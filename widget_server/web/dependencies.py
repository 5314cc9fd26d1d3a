"""What handlers are built from. `app.py` fills it in; `routes.py` hands it on."""

from collections.abc import Callable
from dataclasses import dataclass

from widget_server.actions.confirm import ConfirmSignature
from widget_server.actions.count_referrals import CountReferrals
from widget_server.actions.disown import DisownSignature
from widget_server.actions.follow_mail_link import FollowMailLink
from widget_server.actions.for_organizers import ForOrganizers
from widget_server.actions.issue_challenge import IssueChallenge
from widget_server.actions.own_signature import OwnSignature
from widget_server.actions.recognise import Recognise
from widget_server.actions.sign import Sign
from widget_server.core.campaign import Campaign
from widget_server.core.catalogue import Catalogues
from widget_server.core.clock import Clock
from widget_server.core.settings import Settings
from widget_server.core.totals import Totals
from widget_server.web.metrics import Metrics
from widget_server.web.pages import Pages
from widget_server.web.public.demo_mailbox import Mailbox


@dataclass(frozen=True, kw_only=True)
class Dependencies:
    """`campaign` and `totals` answer from memory; `is_ready` tells whether signing would work now;
    `mail_goes_out` whether there is a mail server, or the demo's mailbox.
    """

    settings: Settings
    clock: Clock
    catalogues: Catalogues
    pages: Pages
    campaign: Callable[[], Campaign]
    totals: Callable[[int], Totals]
    is_ready: Callable[[], str | None]
    metrics: Metrics
    issue_challenge: IssueChallenge
    recognise: Recognise
    sign: Sign
    follow_mail_link: FollowMailLink
    confirm: ConfirmSignature
    disown: DisownSignature
    count_referrals: CountReferrals
    own_signature: OwnSignature
    organizers: ForOrganizers
    mail_goes_out: bool
    mailbox: Mailbox | None = None
    demo_code: Callable[[], str] | None = None
