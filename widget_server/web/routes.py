"""Every URL of the service on one page; those of organizers are in organizer_routes.py."""

from starlette.routing import BaseRoute, Route

from widget_server.web.api_calls import PETITIONS
from widget_server.web.by_method import screen
from widget_server.web.dependencies import Dependencies
from widget_server.web.progress import Progress
from widget_server.web.public.badge import Badge
from widget_server.web.public.challenge import Challenge
from widget_server.web.public.confirm_page import ConfirmPage
from widget_server.web.public.demo_code import make_demo_code
from widget_server.web.public.demo_mailbox import DemoMailboxPage
from widget_server.web.public.embed_page import EmbedPage
from widget_server.web.public.files import StaticFiles, WidgetScript, WidgetVersion
from widget_server.web.public.health import healthz, make_metrics, make_readyz
from widget_server.web.public.home_page import make_home
from widget_server.web.public.image import Image
from widget_server.web.public.mail_link_page import MailLinkPage
from widget_server.web.public.mine_page import MinePage
from widget_server.web.public.not_me_page import NotMePage
from widget_server.web.public.oembed import OEmbed
from widget_server.web.public.openapi import OpenApi
from widget_server.web.public.petition_config import PetitionConfig
from widget_server.web.public.petition_form import PetitionForm
from widget_server.web.public.petition_page import PetitionPage
from widget_server.web.public.petition_statistics import PetitionStatistics
from widget_server.web.public.petition_totals import PetitionTotals
from widget_server.web.public.recognition import Recognition
from widget_server.web.public.referrals import Referrals
from widget_server.web.public.share_image import ShareImage
from widget_server.web.public.signatures import Signatures
from widget_server.web.public.statistics_page import StatisticsPage

API = f"{PETITIONS}{{slug}}"


def api_routes(given: Dependencies) -> list[Route]:
    """The widget's five calls. They are looked up without routing first (web/api_calls.py), so these answer
    other methods than theirs.
    """
    base_url, clock = given.settings.base_url, given.clock
    config = PetitionConfig(given.campaign, given.totals, given.catalogues, base_url, clock)
    totals = PetitionTotals(given.campaign, given.totals, clock)
    wait = given.settings.min_form_seconds
    challenge = Challenge(given.issue_challenge, given.campaign, given.metrics, wait)
    recognition = Recognition(given.recognise, given.campaign, given.catalogues)
    signatures = Signatures(given.sign, given.campaign, given.catalogues, given.metrics)
    return [
        Route(f"{API}/totals", totals, methods=["GET"]),
        Route(f"{API}/signatures", signatures, methods=["POST"]),
        Route(f"{API}/challenge", challenge, methods=["GET"]),
        Route(f"{API}/recognition", recognition, methods=["POST"]),
        Route(API, config, methods=["GET"]),
    ]


def public_routes(given: Dependencies) -> list[BaseRoute]:
    """What else the contract names."""
    base_url, clock = given.settings.base_url, given.clock
    progress = Progress(given.totals)
    page = PetitionPage(
        pages=given.pages,
        campaign=given.campaign,
        progress=progress,
        catalogues=given.catalogues,
        form=PetitionForm(given.issue_challenge, given.recognise),
        sign=given.sign,
        metrics=given.metrics,
        base_url=base_url,
        clock=clock,
        mailbox_url="/demo/mailbox" if given.mailbox else None,
    )

    def behind_mail(template: str) -> MailLinkPage:
        return MailLinkPage(template, given.pages, given.campaign, given.catalogues, base_url, clock)

    confirm = ConfirmPage(
        behind_mail("confirm.html"),
        given.follow_mail_link,
        given.confirm,
        given.own_signature,
        given.count_referrals,
        progress,
        given.metrics,
    )
    not_me = NotMePage(behind_mail("not_me.html"), given.follow_mail_link, given.disown)
    mine = MinePage(behind_mail("mine.html"), given.own_signature, given.catalogues)
    script = WidgetScript()
    frame = EmbedPage(given.pages, given.campaign, progress, given.catalogues, base_url, clock)
    return [
        # the widget itself
        Route("/v1.js", script, methods=["GET"]),
        Route("/v1.json", WidgetVersion(base_url), methods=["GET"]),
        Route("/v1.{version}.js", script, methods=["GET"]),
        # for those who passed it on
        Route(f"{API}/referrals/{{code}}", Referrals(given.count_referrals), methods=["GET"]),
        # for everybody who recounts
        Route(
            f"{API}/statistics",
            PetitionStatistics(given.campaign, given.organizers.figures, clock),
            methods=["GET"],
        ),
        # the petition's own page
        screen("/p/{slug}", get=page.show, post=page.sign),
        Route(
            "/p/{slug}/badge.svg",
            Badge(given.campaign, given.totals, given.catalogues, clock),
            methods=["GET"],
        ),
        Route(
            "/p/{slug}/image.png",
            ShareImage(given.campaign, given.totals, given.catalogues, clock),
            methods=["GET"],
        ),
        Route(
            "/p/{slug}/statistics",
            StatisticsPage(
                given.pages, given.campaign, given.organizers.figures, given.catalogues, base_url, clock
            ),
            methods=["GET"],
        ),
        Route("/images/{sha256}.{extension}", Image(given.organizers.images.find), methods=["GET"]),
        # on sites that allow no scripts
        Route("/embed/{slug}", frame.show, methods=["GET"]),
        Route("/oembed", OEmbed(given.campaign, given.catalogues, base_url, clock), methods=["GET"]),
        # behind the links of mails
        screen("/confirm/{token}", get=confirm.ask, post=confirm.confirm),
        screen("/not-me/{token}", get=not_me.ask, post=not_me.disown),
        screen("/mine/{token}", get=mine.show, post=mine.change),
        # around it
        Route("/", make_home(given.pages, given.campaign, given.totals, base_url, clock)),
        Route("/static/{name}", StaticFiles(), methods=["GET"]),
        # for operators and programmers
        Route("/healthz", healthz),
        Route("/readyz", make_readyz(given.is_ready)),
        Route("/metrics", make_metrics(given.metrics)),
        Route("/openapi.json", OpenApi(base_url), methods=["GET"]),
    ]


def demo_routes(given: Dependencies) -> list[BaseRoute]:
    """What is there in `petition demo` alone."""
    if given.mailbox is None:
        return []
    mailbox = DemoMailboxPage(given.pages, given.mailbox)
    return [
        Route("/demo/mailbox", mailbox.list),
        Route("/demo/mailbox/{id:int}", mailbox.mail),
        Route("/demo/mailbox/{id:int}/html", mailbox.html_part),
        *([Route("/demo/code", make_demo_code(given.pages, given.demo_code))] if given.demo_code else []),
    ]
