"""A PostgreSQL of the test run's own: made in a temporary directory, gone at the end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

START_SECONDS = 30
UNPRIVILEGED = ("postgres", "nobody")
"""PostgreSQL refuses to run as root; where the tests do, the first of these users that there is runs it."""


def find_programs() -> Path | None:
    """The directory of initdb and postgres: on the PATH, or where Debian keeps them; the newest there."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


class PostgresCluster:
    """A cluster in a directory of its own, on a random port of 127.0.0.1.

    Commits don't wait for the disk unless `fsync` is asked for: most tests lose nothing by it.
    """

    def __init__(self, programs: Path, *, fsync: bool = False) -> None:
        self._programs = programs
        self._fsync = fsync
        self._user = _user_to_run_as()
        self._directory = Path(tempfile.mkdtemp(prefix="petition-pg-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        if self._user:
            os.chown(self._directory, self._user.pw_uid, self._user.pw_gid)
        self._run(
            "initdb", "--pgdata", str(self._data), "--username=postgres", "--auth=trust", "--encoding=UTF8",
            "--locale=C", "--no-sync",
        )  # fmt: skip

    @property
    def _data(self) -> Path:
        return self._directory / "data"

    def url(self, database: str) -> str:
        """The database's URL, as in PETITION_DATABASE_URL."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def socket_url(self, database: str) -> str:
        """The same over the cluster's Unix socket."""
        return f"postgresql:///{database}?host={self._directory}&port={self.port}&user=postgres"

    def start(self) -> None:
        """Returns once the cluster takes connections."""
        onoff = "on" if self._fsync else "off"
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._directory),
            "fsync": onoff,
            "synchronous_commit": onoff,
            "full_page_writes": onoff,
            "shared_buffers": "32MB",
            "max_connections": "100",
            "timezone": "UTC",
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self._directory / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._directory,
                **self._as_user(),
            )
        self._wait_until_ready(self._process)

    def stop(self) -> None:
        """Breaks all connections and ends the cluster, as a machine that is restarted does."""
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(signal.SIGINT)  # "fast shutdown"
            process.wait(START_SECONDS)

    def remove(self) -> None:
        """Stops the cluster and deletes it."""
        self.stop()
        shutil.rmtree(self._directory)

    def create_database(self, name: str, template: str = "template0") -> str:
        """A new database, a copy of `template`; returns its URL."""
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Deletes the database, whoever is connected to it."""
        self.sql(f'DROP DATABASE "{name}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> str:
        """What psql answers, without headings."""
        return self._run(
            "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1",
            "--host", str(self._directory), "--port", str(self.port), "--username=postgres",
            "--dbname", database, "--command", statement,
        )  # fmt: skip

    def dump(self, database: str) -> str:
        """All of a database's contents, as pg_dump writes them."""
        return self._run(
            "pg_dump",
            "--host",
            str(self._directory),
            "--port",
            str(self.port),
            "--username=postgres",
            database,
        )

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        """PostgreSQL writes 'ready' into the eighth line of its pid file, as pg_ctl reads it."""
        deadline = time.monotonic() + START_SECONDS
        pid_file = self._data / "postmaster.pid"
        while time.monotonic() < deadline:
            lines = pid_file.read_text().splitlines() if pid_file.exists() else []
            if len(lines) >= 8 and lines[0] == str(process.pid) and lines[7].strip() == "ready":
                return
            if process.poll() is not None:
                break
            time.sleep(0.02)
        process.kill()
        process.wait()
        raise RuntimeError(f"PostgreSQL did not start:\n{(self._directory / 'log').read_text()}")

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            [self._programs / program, *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self._directory,
            **self._as_user(),
        )
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed:\n{done.stderr}")
        return str(done.stdout)

    def _as_user(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        return {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _user_to_run_as() -> pwd.struct_passwd | None:
    """Whom to run PostgreSQL as; None for ourselves."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError(
        f"PostgreSQL can't run as root, and there is none of the users {', '.join(UNPRIVILEGED)}"
    )
