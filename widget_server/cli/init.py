"""petition init."""

import os
import secrets
from pathlib import Path

import click

from widget_server.core.settings import SETTINGS_FILE

TEMPLATE = """\
# Settings of this petition service. Keep this file secret and in your backups:
# without DATA_KEY nobody can read your supporters' data again.
PETITION_SECRET_KEY={secret_key}
PETITION_DATA_KEY={data_key}

# The address that supporters reach this service at.
PETITION_BASE_URL={base_url}

# SQLite is right for one server. For PostgreSQL: postgresql://user:password@host/petition
PETITION_DATABASE_URL=sqlite:///petition.db

# Until these are set, mail waits in the outbox.
# PETITION_SMTP_URL=smtp+starttls://user:password@mail.example.org
# PETITION_MAIL_FROM=Our campaign <petition@example.org>

# Behind a reverse proxy on the same machine:
# PETITION_TRUSTED_PROXIES=127.0.0.1
"""


@click.command(short_help="Write a settings file with fresh keys.")
@click.option(
    "--base-url",
    default="http://127.0.0.1:8000",
    show_default=True,
    help="The address that supporters reach this service at.",
)
def init(base_url: str) -> None:
    """Write petition.env, a settings file with fresh keys, into the working directory. Never overwrites one."""
    path = SETTINGS_FILE
    try:
        write_settings_file(path, base_url)
    except FileExistsError as error:
        raise click.ClickException(
            f"{path} is there already and stays as it is. Edit it, or move it away first."
        ) from error
    except OSError as error:
        raise click.ClickException(f"{path} can't be written: {error.strerror}.") from error
    click.echo(
        f"Wrote {path} with fresh keys, readable by you alone. Look it through, then: petition migrate"
    )


def write_settings_file(path: Path, base_url: str) -> None:
    """A settings file with fresh keys that its owner alone can read. Raises FileExistsError, OSError."""
    text = TEMPLATE.format(
        secret_key=secrets.token_hex(32), data_key=secrets.token_hex(32), base_url=base_url.rstrip("/")
    )
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
