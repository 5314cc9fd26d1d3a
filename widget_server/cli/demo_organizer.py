"""The demo's organizer: an account that anybody on this machine may sign in with."""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

import pyotp

from widget_server.actions.account_links import add_organizer
from widget_server.core import clock
from widget_server.core.account_secrets import AccountSecrets
from widget_server.core.clock import SECOND
from widget_server.core.organizer import COMMAND_LINE
from widget_server.core.passwords import hash_password
from widget_server.core.second_factor import new_secret
from widget_server.core.settings import Settings
from widget_server.storage import organizers
from widget_server.storage.database import Connection

EMAIL = "organizer@demo.example"
WORDS = (
    "amber",
    "birch",
    "cedar",
    "delta",
    "ember",
    "fjord",
    "grove",
    "heron",
    "iris",
    "jasper",
    "kelp",
    "larch",
    "maple",
)


@dataclass(frozen=True)
class DemoOrganizer:
    """Password and app's secret are made once, and kept with the demo's data."""

    password: str
    secret: str

    def code(self) -> str:
        """What the app would show now."""
        return str(pyotp.TOTP(self.secret).at(clock.now() // SECOND))


def read_or_make(data: Path) -> DemoOrganizer:
    """Of this demo's folder."""
    file = data / "organizer.json"
    if not file.exists():
        password = "-".join([*secrets.SystemRandom().sample(WORDS, 3), str(secrets.randbelow(90) + 10)])
        file.touch(mode=0o600)
        file.write_text(json.dumps({"password": password, "secret": new_secret()}))
    kept = json.loads(file.read_text())
    return DemoOrganizer(kept["password"], kept["secret"])


async def ensure(connection: Connection, settings: Settings, demo: DemoOrganizer) -> None:
    """The account is there, an owner, and signs in with these; also where it was changed meanwhile."""
    now = clock.now()
    async with connection.transaction():
        found = await organizers.find_by_email(connection, EMAIL)
        if found is None:
            link = await add_organizer(
                connection, COMMAND_LINE, email=EMAIL, role="owner", partner_key=None, now=now
            )
            found = link.organizer
        await organizers.drop_links(connection, found.id)
        await organizers.set_password(connection, found.id, hash_password(demo.password))
        sealed = AccountSecrets(settings.data_key).seal("totp", found.id, demo.secret.encode())
        await organizers.set_totp(connection, found.id, sealed, 0)
