"""Starting a server as a process of its own on its own core, and ending it."""

import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.wrk import BenchError

HOST = "127.0.0.1"
START_SECONDS = 30
STOP_SECONDS = 40


@dataclass(frozen=True)
class Server:
    """A server that answers."""

    url: str
    process_id: int

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> bytes:
        """The body of an answer, as it came over the wire. Raises OSError."""
        return self._open(urllib.request.Request(self.url + path, headers=dict(headers or {})))

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
        """The body of the answer to a form. Raises OSError."""
        return self._open(urllib.request.Request(self.url + path, data=body, headers=dict(headers)))

    def _open(self, request: urllib.request.Request) -> bytes:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bytes(answer.read())


@contextmanager
def serving(
    command: Sequence[str], environ: Mapping[str, str], folder: Path, port: int, core: int, ready: str = "/"
) -> Iterator[Server]:
    """Runs `command` in `folder` on `core` until the block ends. Raises BenchError where it does not start."""
    log = folder / "server.log"
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=folder, env=dict(environ), stdout=output, stderr=output)
    # Before the server has threads: they are born on the core of the thread that starts them.
    os.sched_setaffinity(process.pid, {core})
    server = Server(f"http://{HOST}:{port}", process.pid)
    try:
        _wait_until_ready(server, ready, process, log)
        yield server
        if process.poll() is not None:
            raise BenchError(f"the server has ended by itself:\n{_tail(log)}")
    finally:
        _stop(process)


def _wait_until_ready(server: Server, path: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.get(path)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise BenchError(f"the server did not start:\n{_tail(log)}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _tail(log: Path) -> str:
    return "\n".join(log.read_text("utf-8", "replace").splitlines()[-15:])


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
