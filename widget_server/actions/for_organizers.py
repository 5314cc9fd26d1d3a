"""All that organizers can do, put together from what the service is made of."""

from urllib.parse import urlsplit

from widget_server.actions.care_for_signature import CareForSignature
from widget_server.actions.check_again import CheckAgain
from widget_server.actions.check_factor import CheckFactor
from widget_server.actions.export_signatures import ExportSignatures
from widget_server.actions.factor_setup import FactorSetup
from widget_server.actions.find_session import FindSession
from widget_server.actions.keep_image import KeepImage
from widget_server.actions.manage_partners import ManagePartners
from widget_server.actions.mind_mail import MindMail
from widget_server.actions.own_account import OwnAccount
from widget_server.actions.read_audit_log import ReadAuditLog
from widget_server.actions.read_texts import ReadTexts
from widget_server.actions.set_up_account import SetUpAccount
from widget_server.actions.sign_in import SignIn
from widget_server.actions.take_out import TakeOut
from widget_server.actions.team import Team
from widget_server.actions.watch_figures import WatchFigures
from widget_server.actions.write_petition import WritePetition
from widget_server.actions.write_translation import WriteTranslation
from widget_server.actions.writer import Writer
from widget_server.core.account_secrets import AccountSecrets
from widget_server.core.clock import Clock
from widget_server.core.passkey import Passkeys
from widget_server.core.sealing import MasterKey
from widget_server.core.settings import Settings
from widget_server.storage.database import Database


class ForOrganizers:
    """Each attribute is an action, or a handful that belong together."""

    def __init__(
        self, settings: Settings, database: Database, figures: WatchFigures, writer: Writer, clock: Clock
    ) -> None:
        self.secrets, passkeys = AccountSecrets(settings.data_key), Passkeys(settings.base_url)
        host = urlsplit(settings.base_url).netloc
        self.find_session = FindSession(database, clock)
        self.check_factor = CheckFactor(database, self.secrets, passkeys, clock)
        self.check_again = CheckAgain(database, self.check_factor, clock)
        self.sign_in = SignIn(database, self.check_factor, clock)
        self.factors = FactorSetup(database, self.secrets, passkeys, host, clock)
        self.set_up = SetUpAccount(database, self.factors, self.sign_in, clock)
        self.account = OwnAccount(database, self.sign_in, self.set_up, self.factors, self.check_again, clock)
        self.team = Team(database, clock)
        self.audit_log = ReadAuditLog(database, clock)
        self.mail = MindMail(database, clock)
        self.partners = ManagePartners(database, clock)
        self.care = CareForSignature(database, writer, clock)
        self.take_out = TakeOut(database, clock)
        self.write = WritePetition(database, MasterKey(settings.data_key), clock)
        self.translate = WriteTranslation(database, clock)
        self.texts = ReadTexts(database, clock)
        self.images = KeepImage(database, settings.base_url, clock)
        self.exports = ExportSignatures(database, clock)
        self.figures = figures
