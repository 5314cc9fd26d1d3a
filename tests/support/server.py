"""The real thing: `petition` commands and `petition serve` as processes of their own."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from tests.support.campaign import petition_file
from tests.support.postgres import free_port
from tests.support.settings import as_environment
from tests.support.waiting import eventually
from widget_server.core.settings import Settings

PETITION = Path(sys.executable).parent / "petition"
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "SSL_CERT_FILE")


class Petition:
    """The `petition` command in a directory of its own, with these settings in its environment."""

    def __init__(self, directory: Path, settings: Settings | None = None) -> None:
        self.directory = directory
        self.environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        self.environment |= as_environment(settings) if settings else {}

    def run(self, *arguments: str, expect: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        """Runs `petition ARGUMENTS` to its end; fails unless it exits with `expect`. `more` are settings."""
        done = subprocess.run(
            [PETITION, *arguments],
            cwd=self.directory,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.returncode == expect, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def add_open_petition(self, **front_matter: Any) -> None:
        """`petition add` and `petition open`."""
        file = self.directory / "petition.md"
        file.write_text(petition_file(**front_matter), "utf-8")
        self.run("add", str(file))
        self.run("open", str(front_matter.get("slug", "open-the-library")))


class Server:
    """`petition serve`; it can be killed and started again, on the same port and with the same data.

    Its output is in `output`, over all its lives.
    """

    def __init__(self, petition: Petition, *, workers: int = 1) -> None:
        self._petition = petition
        self._workers = workers
        self._log = petition.directory / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def is_running(self) -> bool:
        """Whether it was started, and neither killed nor terminated since."""
        return self._process is not None

    @property
    def output(self) -> str:
        """All that it has written to stdout and stderr."""
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def client(self) -> httpx.AsyncClient:
        """A client with connections of its own. Without certificates, which take longer to load than all else."""
        return httpx.AsyncClient(base_url=self.url, verify=False, timeout=30)

    async def start(self) -> None:
        """Returns once /readyz says so."""
        self._process = self._spawn()
        async with self.client() as client:
            await eventually(lambda: self._is_ready(client), within=30, every=0.05)

    def _spawn(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [PETITION, "serve", "--port", str(self.port), "--workers", str(self._workers)],
                cwd=self._petition.directory,
                env=self._petition.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    async def _is_ready(self, client: httpx.AsyncClient) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, f"the server has ended:\n{self.output}"
        with contextlib.suppress(httpx.TransportError):
            return (await client.get("/readyz")).status_code == 200
        return False

    def kill(self) -> None:
        """kill -9, as a machine that loses power: nothing is written or closed. With workers, all at once."""
        process = self._taken()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def worker_ids(self) -> list[int]:
        """The processes that the started one has started for workers, by Linux' own list."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [
            int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]

    def kill_parent_alone(self) -> None:
        """kill -9 of the process that was started, as somebody with a process list does it."""
        process = self._taken()
        process.kill()
        process.wait()

    async def terminate(self) -> int:
        """SIGTERM, as an operator restarts it; returns the exit status.

        Fails unless it ended in good order. Its status is 0, or -15: uvicorn, once everything is closed, lets the
        signal that it was sent have its way.
        """
        process = self._taken()
        process.terminate()
        status = await asyncio.to_thread(process.wait, 40)
        assert status in {0, -signal.SIGTERM}, f"exit {status}:\n{self.output}"
        assert (
            self.output.rstrip()
            .splitlines()[-1]
            .rpartition(": ")[2]
            .startswith(("Finished server process", "Stopping parent process"))
        ), self.output
        return status

    def _taken(self) -> subprocess.Popen[bytes]:
        process, self._process = self._process, None
        assert process is not None, "the server does not run"
        return process

    def close(self) -> None:
        """Kills it if it still runs."""
        if self._process is not None:
            self.kill()


@asynccontextmanager
async def serving(petition: Petition, *, workers: int = 1) -> AsyncIterator[Server]:
    """A started server."""
    server = Server(petition, workers=workers)
    try:
        await server.start()
        yield server
    finally:
        server.close()
