"""`petition serve` and `petition demo` as processes: they start, answer, refuse and end as they should."""

import re
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import Cli
from tests.support.campaign import SLUG
from tests.support.postgres import free_port
from tests.support.server import PETITION, Petition
from tests.support.settings import as_environment, make_settings
from tests.web.reading import Page
from widget_server.core.settings import Settings


def get(url: str) -> httpx.Response:
    """Over a connection of its own; without the certificates of https, which take long to load."""
    return httpx.get(url, verify=False, timeout=30)


class Running:
    """A `petition` command that goes on until it is told to end."""

    def __init__(self, directory: Path, environment: dict[str, str], *arguments: str) -> None:
        self._log = directory / "output.log"
        with self._log.open("w") as log:
            self.process = subprocess.Popen(
                [PETITION, *arguments],
                cwd=directory,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._log.read_text("utf-8")

    def wait_for(self, look: Callable[[], object], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not look():
            assert self.process.poll() is None, self.output
            assert time.monotonic() < deadline, self.output
            time.sleep(0.05)

    def answers(self, url: str) -> bool:
        try:
            return get(url).status_code == 200
        except httpx.TransportError:
            return False

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> int:
        """Ctrl-C; returns the exit status."""
        self.process.send_signal(number)
        return self.process.wait(40)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return make_settings(sqlite_url)


def test_serve_says_where_it_is_and_ctrl_c_ends_it(settings: Settings, tmp_path: Path) -> None:
    port = free_port()
    running = Running(tmp_path, Petition(tmp_path, settings).environment, "serve", "--port", str(port))
    with closing(running):
        running.wait_for(lambda: running.answers(f"http://127.0.0.1:{port}/readyz"))
        assert f"http://127.0.0.1:{port}" in running.output
        assert "PETITION_SMTP_URL is not set" in running.output
        assert running.interrupt() in (0, 130)
        assert "Traceback" not in running.output
        assert not running.answers(f"http://127.0.0.1:{port}/healthz")


def test_several_workers_share_the_port_and_their_figures(settings: Settings, tmp_path: Path) -> None:
    port = free_port()
    petition = Cli(as_environment(settings))
    petition.add()
    petition.run("open", SLUG)
    environment = Petition(tmp_path, settings).environment
    running = Running(tmp_path, environment, "serve", "--port", str(port), "--workers", "2")
    with closing(running):
        url = f"http://127.0.0.1:{port}"
        running.wait_for(lambda: running.answers(f"{url}/readyz"))
        for _ in range(20):  # connections of their own, so that both workers get some
            assert running.answers(f"{url}/api/v1/petitions/{SLUG}/challenge")
        figures = {figure(get(f"{url}/metrics").text) for _ in range(10)}
        assert figures == {20.0}
        assert running.interrupt(signal.SIGTERM) in (0, -signal.SIGTERM)
        assert "Traceback" not in running.output


def figure(text: str) -> float:
    found = re.search(r"^petition_challenges_total (\S+)$", text, re.MULTILINE)
    assert found, text
    return float(found[1])


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_serve_refuses_a_port_that_is_taken(petition: Cli, taken_port: int) -> None:
    output = petition.run("serve", "--port", str(taken_port), expect=1).output
    assert f"port {taken_port}" in output
    assert "--port" in output


@pytest.mark.parametrize("option", ["--port", "--site-port"])
def test_the_demo_refuses_a_port_that_is_taken(bare: Cli, taken_port: int, option: str) -> None:
    other = "--site-port" if option == "--port" else "--port"
    output = bare.run("demo", option, str(taken_port), other, str(free_port()), expect=1).output
    assert f"port {taken_port}" in output


def test_the_demo_needs_two_ports(bare: Cli) -> None:
    assert "must differ" in bare.run("demo", "--port", "8000", "--site-port", "8000", expect=1).output


def test_the_demo_shows_everything_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    port, site_port = free_port(), free_port()
    service, site = f"http://127.0.0.1:{port}", f"http://127.0.0.1:{site_port}"
    data = tmp_path / "data"
    arguments = ("demo", "--port", str(port), "--site-port", str(site_port), "--data", str(data))
    environment = Petition(tmp_path).environment

    running = Running(tmp_path, environment, *arguments)
    with closing(running):
        running.wait_for(lambda: "The demo is running" in running.output)
        for url in (
            f"{site}/",
            f"{site}/article",
            f"{service}/demo/mailbox",
            f"{service}/p/stop-rekognition",
        ):
            assert url in running.output
        pages = [link for link in Page(get(f"{site}/").text).links if link.startswith("/")]
        assert "/article" in pages
        for path in ("/", *pages):
            answer = get(site + path)
            assert answer.status_code == 200, path
            assert dict(answer.cookies) == {}
        before = get(f"{service}/api/v1/petitions/stop-rekognition/totals").json()["confirmed"]
        assert before > 500

        sign_and_confirm(service, "ada@example.org")
        running.wait_for(lambda: confirmed(service) == before + 1)
        assert running.interrupt() in (0, 130)
        assert "Traceback" not in running.output
        assert "The demo has ended" in running.output
        for url in (service, site):
            assert not running.answers(f"{url}/healthz")

    assert counts(data) == {True: 1_200, False: 1}

    again = Running(tmp_path, environment, *arguments)
    with closing(again):
        again.wait_for(lambda: "The demo is running" in again.output)
        assert confirmed(service) == before + 1
        assert again.interrupt() in (0, 130)
    assert counts(data) == {True: 1_200, False: 1}


def confirmed(service: str) -> int:
    return int(get(f"{service}/api/v1/petitions/stop-rekognition/totals").json()["confirmed"])


def counts(data: Path) -> dict[bool, int]:
    """How many signatures are marked as samples, and how many are not."""
    with closing(sqlite3.connect(data / "petition.db")) as database:
        rows = database.execute("SELECT is_sample, count(*) FROM signatures GROUP BY is_sample").fetchall()
    return {bool(is_sample): count for is_sample, count in rows}


def sign_and_confirm(service: str, email: str) -> None:
    """As a person without JavaScript: the page, its form, the mailbox, the mail, the button."""
    with httpx.Client(base_url=service, timeout=30) as person:
        form = Page(person.get("/p/stop-rekognition").text).form
        typed = {"given_name": "Ada", "family_name": "Lovelace", "email": email, "consent": "yes"}
        thanks = person.post(form.action, data=form.values | typed, headers={"Origin": service})
        assert thanks.status_code == 200
        mailbox = next(link for link in Page(thanks.text).links if "/demo/mailbox" in link)
        link = None
        for _ in range(200):
            listed = [one for one in Page(person.get(mailbox).text).links if one.startswith("/demo/mailbox/")]
            if listed:
                link = next(one for one in Page(person.get(listed[0]).text).links if "/confirm/" in one)
                break
            time.sleep(0.05)
        assert link, "no mail came"
        button = Page(person.get(link).text).form
        assert "Your signature counts" in person.post(button.action).text
