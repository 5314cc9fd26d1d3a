"""Every URL of the organizers' pages on one page, with the roles that each is for."""

from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Route

from widget_server.core.organizer import EDITORS, EVERYBODY, OWNERS, STAFF
from widget_server.web.dependencies import Dependencies
from widget_server.web.organizer.account import ACCOUNT, AccountPage
from widget_server.web.organizer.audit_page import AuditPage
from widget_server.web.organizer.cookies import Cookies
from widget_server.web.organizer.dashboard import DashboardPage
from widget_server.web.organizer.delivery_page import DeliveryPage
from widget_server.web.organizer.export_page import ExportPage
from widget_server.web.organizer.gate import SIGN_IN, STEPS, Gate
from widget_server.web.organizer.home import HomePage
from widget_server.web.organizer.mail_page import MAIL, MailPage
from widget_server.web.organizer.over_time import OverTimePage
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.partners import PARTNERS, PartnersPage
from widget_server.web.organizer.petition_files import PetitionFiles
from widget_server.web.organizer.preview_page import PREVIEW, PreviewPage
from widget_server.web.organizer.previewed_petition import PreviewedPetition
from widget_server.web.organizer.sign_in import HOME, SignInPage
from widget_server.web.organizer.signatures_page import SignaturesPage
from widget_server.web.organizer.suspicious_page import SuspiciousPage
from widget_server.web.organizer.team import TEAM, TeamPage
from widget_server.web.organizer.texts_page import TextsPage
from widget_server.web.organizer.translation_files import TranslationFiles
from widget_server.web.organizer.translation_page import TranslationPage
from widget_server.web.organizer.translation_view import TranslationView
from widget_server.web.organizer.try_page import TryPage
from widget_server.web.organizer.welcome import WelcomePage
from widget_server.web.organizer.write_page import PETITIONS, WritePage
from widget_server.web.organizer.write_view import WriteView
from widget_server.web.public.files import StaticFiles
from widget_server.web.public.petition_form import PetitionForm

PETITION = "/organizer/petitions/{slug}"
SIGNATURES = f"{PETITION}/signatures"
TRANSLATIONS = f"{PETITION}/translations"
INVALIDATION = f"{PETITION}/invalidations/{{id}}"


def organizer_routes(given: Dependencies) -> list[BaseRoute]:
    """The gate stands before all of them."""
    settings, can = given.settings, given.organizers
    pages = OrganizerPages(
        given.pages, settings.secret_key[0], given.clock, lambda: {"mail_goes_out": given.mail_goes_out}
    )
    gate = Gate(
        can.find_session,
        can.check_factor,
        can.check_again,
        pages,
        Cookies(settings.base_url, settings.secret_key[0]),
        settings.base_url,
    )
    sign_in = SignInPage(gate, pages, can.sign_in, can.check_factor, can.account)
    welcome = WelcomePage(gate, pages, can.set_up, can.factors, sign_in, settings.base_url)
    account = AccountPage(pages, can.account, can.factors, settings.base_url)
    team = TeamPage(pages, can.team, settings.base_url)
    audit = AuditPage(pages, can.audit_log)
    mail = MailPage(pages, can.mail, given.campaign)
    home = HomePage(pages, given.campaign, given.totals, can.figures, given.clock)
    dashboard = DashboardPage(pages, can.figures, given.campaign, given.catalogues, given.clock)
    over_time = OverTimePage(pages, can.figures, given.campaign, given.clock)
    english = given.catalogues.best("en")
    signatures = SignaturesPage(pages, can.care, given.campaign, english, given.clock)
    write_view = WriteView(pages, given.catalogues, given.totals, given.clock)
    writing = WritePage(pages, write_view, can.write, can.images, given.clock)
    files = PetitionFiles(pages, write_view, can.write)
    translation_view = TranslationView(pages, can.translate, given.catalogues, given.clock)
    translating = TranslationPage(pages, translation_view, can.translate, given.catalogues)
    translation_files = TranslationFiles(pages, translation_view, can.translate)
    texts = TextsPage(pages, can.texts, given.catalogues, given.clock)
    previews = PreviewPage(
        given.pages,
        PreviewedPetition(can.write, can.translate, given.catalogues),
        PetitionForm(given.issue_challenge, given.recognise),
        given.campaign,
        given.totals,
        given.catalogues,
        settings.base_url,
        given.clock,
    )
    suspicious = SuspiciousPage(pages, can.take_out, given.campaign, english, given.clock)
    exports = ExportPage(pages, can.exports, given.campaign, given.clock)
    delivery = DeliveryPage(can.exports, given.campaign)
    trying = TryPage(given.campaign, settings.base_url, given.clock)
    partners = PartnersPage(
        pages, can.partners, can.team, given.campaign, given.catalogues, settings.base_url, given.clock
    )
    return [
        # getting in
        gate.open(SIGN_IN, get=sign_in.show, post=sign_in.send),
        gate.open(STEPS["factor"], get=sign_in.ask_code, post=sign_in.send_code),
        gate.open("/organizer/welcome/{token}", get=welcome.show, post=welcome.send),
        gate.open(STEPS["setup"], get=welcome.show_factor, post=welcome.send_factor),
        gate.screen("/organizer/sign-out", roles=EVERYBODY, post=sign_in.sign_out),
        # one's own account
        gate.screen(ACCOUNT, roles=EVERYBODY, get=account.show),
        gate.screen(f"{ACCOUNT}/password", roles=EVERYBODY, post=account.change_password),
        gate.screen(
            f"{ACCOUNT}/second-factor", roles=EVERYBODY, post=account.offer_factor, needs_factor=True
        ),
        gate.screen(f"{ACCOUNT}/second-factor/add", roles=EVERYBODY, post=account.add_factor),
        gate.screen(
            f"{ACCOUNT}/passkeys/remove", roles=EVERYBODY, post=account.remove_passkey, needs_factor=True
        ),
        gate.screen(f"{ACCOUNT}/recovery-codes", roles=EVERYBODY, post=account.new_codes, needs_factor=True),
        gate.screen(f"{ACCOUNT}/sessions/end", roles=EVERYBODY, post=account.end_session),
        # everybody's accounts: whoever could make one in somebody's open session would be in for good
        gate.screen(TEAM, roles=OWNERS, get=team.show, post=team.add, needs_factor=True),
        gate.screen(f"{TEAM}/link", roles=OWNERS, post=team.new_link, needs_factor=True),
        gate.screen(f"{TEAM}/role", roles=OWNERS, post=team.change_role, needs_factor=True),
        gate.screen(f"{TEAM}/remove", roles=OWNERS, post=team.remove),
        # what was done, and what became of mail
        gate.screen("/organizer/audit", roles=OWNERS, get=audit.show),
        gate.screen("/organizer/audit/export", roles=OWNERS, post=audit.export, needs_factor=True),
        gate.screen(MAIL, roles=STAFF, get=mail.show),
        gate.screen(f"{MAIL}/retry", roles=EDITORS, post=mail.retry),
        # partners
        gate.screen(PARTNERS, roles=STAFF, get=partners.list),
        gate.screen(f"{PARTNERS}/add", roles=EDITORS, post=partners.add),
        gate.screen(f"{PARTNERS}/{{key}}", roles=EVERYBODY, get=partners.show),
        gate.screen(f"{PARTNERS}/{{key}}/change", roles=EDITORS, post=partners.change),
        gate.screen(f"{PARTNERS}/{{key}}/suspend", roles=EDITORS, post=partners.suspend),
        gate.screen(f"{PARTNERS}/{{key}}/invite", roles=OWNERS, post=partners.invite, needs_factor=True),
        gate.screen("/organizer/try", roles=EVERYBODY, get=trying.show),
        # petitions
        gate.screen(HOME, roles=EVERYBODY, get=home.show),
        gate.screen(f"{PETITIONS}/new", roles=EDITORS, get=writing.new, post=writing.create),
        gate.screen(PREVIEW, roles=EDITORS, get=previews.show, post=previews.preview),
        gate.screen(f"{PETITIONS}/file", roles=EDITORS, post=files.take_in),
        gate.screen(f"{PETITIONS}/{{slug}}/text", roles=EDITORS, get=writing.edit, post=writing.save),
        gate.screen(f"{PETITIONS}/{{slug}}/state", roles=EDITORS, post=writing.set_state),
        gate.screen(f"{PETITIONS}/{{slug}}/file", roles=EDITORS, get=files.take_out),
        gate.screen(f"{PETITION}/texts", roles=STAFF, get=texts.show),
        gate.screen(TRANSLATIONS, roles=EDITORS, get=translating.show),
        gate.screen(f"{TRANSLATIONS}/file", roles=EDITORS, post=translation_files.take_in),
        gate.screen(f"{TRANSLATIONS}/{{locale}}", roles=EDITORS, get=translating.edit, post=translating.save),
        gate.screen(f"{TRANSLATIONS}/{{locale}}/file", roles=EDITORS, get=translation_files.take_out),
        gate.screen(f"{TRANSLATIONS}/{{locale}}/remove", roles=EDITORS, post=translating.remove),
        gate.screen("/organizer/petitions/{slug}", roles=EVERYBODY, get=dashboard.show),
        gate.screen("/organizer/petitions/{slug}/over-time", roles=EVERYBODY, get=over_time.show),
        gate.screen(
            "/organizer/petitions/{slug}/export",
            roles=OWNERS | {"partner"},
            get=exports.show,
            post=exports.take,
            needs_factor=True,
        ),
        gate.screen(
            "/organizer/petitions/{slug}/export/pdf", roles=OWNERS, post=delivery.take, needs_factor=True
        ),
        gate.screen(SIGNATURES, roles=EDITORS, get=signatures.show, post=signatures.find),
        gate.screen(f"{PETITION}/suspicious", roles=EDITORS, get=suspicious.show, post=suspicious.preview),
        gate.screen(INVALIDATION, roles=EDITORS, get=suspicious.look),
        gate.screen(f"{INVALIDATION}/apply", roles=EDITORS, post=suspicious.apply),
        gate.screen(f"{INVALIDATION}/undo", roles=EDITORS, post=suspicious.undo),
        gate.screen(f"{SIGNATURES}/resend", roles=EDITORS, post=signatures.resend),
        gate.screen(f"{SIGNATURES}/correct", roles=EDITORS, post=signatures.correct),
        gate.screen(f"{SIGNATURES}/withdraw", roles=EDITORS, post=signatures.withdraw),
        gate.screen(f"{SIGNATURES}/erase", roles=EDITORS, post=signatures.erase),
        gate.screen("/organizer/petitions/{slug}/live", roles=EVERYBODY, get=dashboard.live),
        Route("/organizer/static/{name}", StaticFiles.of_organizers(), methods=["GET"]),
        Route("/organizer", lambda _request: RedirectResponse(HOME, 308), methods=["GET"]),
    ]
