"""The product as its operators run it: the `petition` command, its settings, its databases."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.petition import FILE, ORIGIN, PARTNER, SLUG
from tests.bench.servers import HOST, Server, free_port, serving
from tests.bench.wrk import BenchError
from widget_server.storage.database import Database

PETITION = str(Path(sys.executable).with_name("petition"))

SECRET_KEY = "of-a-bench-that-has-no-secrets-0123456789"
DATA_KEY = "what-the-bench-seals-is-made-up-0123456789"


@dataclass(frozen=True)
class Product:
    """The product with its settings, on one database; `folder` is where its log goes."""

    database_url: str
    folder: Path
    smtp_url: str

    @property
    def environ(self) -> dict[str, str]:
        """Everything on, but limits for each network: all load comes from one address. Forms need not wait."""
        outside = {name: value for name, value in os.environ.items() if not name.startswith("PETITION_")}
        return outside | {
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "PETITION_SECRET_KEY": SECRET_KEY,
            "PETITION_DATA_KEY": DATA_KEY,
            "PETITION_BASE_URL": f"http://{HOST}:8000",
            "PETITION_DATABASE_URL": self.database_url,
            "PETITION_SMTP_URL": self.smtp_url,
            "PETITION_MAIL_FROM": "Bench <petition@example.org>",
            "PETITION_MIN_FORM_SECONDS": "0",
            "PETITION_RATE_LIMITS": "off",
        }

    def run(self, *arguments: str) -> None:
        """One `petition` command. Raises BenchError with what it said."""
        finished = subprocess.run(
            [PETITION, *arguments],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        if finished.returncode:
            raise BenchError(f"petition {' '.join(arguments)}:\n{finished.stdout}{finished.stderr}")

    def prepare(self, origin: str = ORIGIN) -> None:
        """Tables, the petition, its partner with pages on `origin`."""
        self.run("migrate")
        self.run("add", str(FILE))
        self.run("open", SLUG)
        self.run("partner", "add", PARTNER, "--name", "Civic News", "--origin", origin)

    @contextmanager
    def serving(self, core: int, petition: Sequence[str] = (PETITION,)) -> Iterator[Server]:
        """`petition serve` on `core`; `petition` may be another way to run that command."""
        port = free_port()
        command = [*petition, "serve", "--host", HOST, "--port", str(port)]
        with serving(command, self.environ, self.folder, port, core, ready="/readyz") as server:
            yield server

    def count(self) -> Mapping[str, int]:
        """Signatures stored, and mails sent, by the database itself."""
        return asyncio.run(_count(self.database_url))


async def _count(url: str) -> dict[str, int]:
    database = Database(url, connections=1)
    await database.connect()
    try:
        async with database.held() as connection:
            stored: Any = await connection.fetch_one("SELECT count(*) AS n FROM signatures")
            sent: Any = await connection.fetch_one("SELECT count(*) AS n FROM outbox WHERE state = 'sent'")
            return {"stored": stored["n"], "sent": sent["n"]}
    finally:
        await database.disconnect()


def sqlite_url(file: Path) -> str:
    """The URL of a file."""
    return f"sqlite:///{file}"


def copy_database(source: Path, target: Path) -> None:
    """A closed SQLite database under another name. Its bytes are on the disk afterwards, so that writing them
    back does not disturb what is measured next."""
    shutil.copyfile(source, target)
    descriptor = os.open(target, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
