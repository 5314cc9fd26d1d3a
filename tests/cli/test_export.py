"""petition export."""

import asyncio
import csv
import io
import json
import os
import pty
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.support.campaign import SLUG
from tests.support.services import connected
from tests.support.signatures import sealed_signature
from widget_server.app import Service
from widget_server.core import clock
from widget_server.core.csv_cells import BOM
from widget_server.core.settings import read_settings
from widget_server.core.signature_commands import Confirm, Submit
from widget_server.storage import signature_batch

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\uff1d1")


@pytest.fixture
def signed(petition: Cli) -> Cli:
    """A petition with a signature for each name that could be a formula; the first is not confirmed."""
    petition.add()
    petition.run("open", SLUG)
    asyncio.run(_sign(petition))
    return petition


async def _sign(petition: Cli) -> None:
    service = Service(read_settings(petition.environment))
    async with connected(service.settings.database_url) as connection:
        await service.live_catalogue.refresh(connection)
        live = service.live_catalogue.current.petitions[SLUG]
        for number, name in enumerate(FORMULAS):
            one = sealed_signature(live, f"{number}@example.org", given_name=name, updates=number % 2 == 0)
            commands: list[Submit | Confirm] = [Submit(one)]
            if number:
                commands.append(Confirm(one.petition_id, one.id))
            await signature_batch.apply(connection, commands, 0, clock.now())


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix(BOM))))


def test_everything_comes_out_and_no_cell_is_a_formula(signed: Cli) -> None:
    signed.run("export", SLUG, "-o", "out.csv")
    file = Path("out.csv")
    found = rows(file.read_text("utf-8"))
    assert len(found) == len(FORMULAS)
    assert all(row["given_name"].startswith("'") for row in found)
    assert [row["state"] for row in found].count("pending") == 1
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_terminal_sees_how_far_it_is(signed: Cli) -> None:
    ours, theirs = pty.openpty()
    subprocess.run(
        [Path(sys.executable).with_name("petition"), "export", SLUG, "-o", "out.csv"],
        env={**os.environ, **signed.environment},
        stderr=theirs,
        check=True,
    )
    os.close(theirs)
    seen = ""
    with suppress(OSError):  # the other end is closed: all is read
        while piece := os.read(ours, 4_096):
            seen += piece.decode()
    os.close(ours)
    assert "Exporting" in seen
    assert "100%" in seen
    assert f"Exported {len(FORMULAS)} signatures." in seen


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_ended_leaves_no_half_of_a_file(number: int) -> None:
    writes = (
        "import pathlib, time; from widget_server.cli.csv_files import binary_output\n"
        "with binary_output(pathlib.Path('out.csv')) as file:\n"
        "    file.write(b'personal'); file.flush(); print('there', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", writes], stdout=subprocess.PIPE, text=True) as command:
        assert command.stdout
        assert command.stdout.readline() == "there\n"
        assert len(list(Path().iterdir())) == 1
        command.send_signal(number)
        assert command.wait(20) == 128 + number
    assert list(Path().iterdir()) == []


def test_each_kind_has_its_rows_and_columns(signed: Cli) -> None:
    news = rows(signed.run("export", SLUG, "--kind", "updates").stdout)
    assert {row["email"] for row in news} == {"2@example.org", "4@example.org", "6@example.org"}
    delivery = rows(signed.run("export", SLUG, "--kind", "delivery").stdout)
    assert len(delivery) == len(FORMULAS) - 1
    assert "email" not in delivery[0]


def test_json_lines_say_what_was_typed_as_it_was(signed: Cli) -> None:
    lines = signed.run("export", SLUG, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["given_name"] for line in lines] == list(FORMULAS)


def test_a_partners_supporters_are_its_own_opted_in_ones(signed: Cli) -> None:
    signed.run("partner", "add", "news", "--name", "News", "--origin", "https://news.example")
    assert rows(signed.run("export", SLUG, "--kind", "partner", "--partner", "news").stdout) == []
    assert (
        "There is no partner"
        in signed.run("export", SLUG, "--kind", "partner", "--partner", "x", expect=1).output
    )


def test_what_is_wrong_is_said(signed: Cli) -> None:
    assert "There is no petition" in signed.run("export", "other", expect=1).output
    assert "needs --partner" in signed.run("export", SLUG, "--kind", "partner", expect=1).output
    assert "can't be written" in signed.run("export", SLUG, "-o", "no/such/folder.csv", expect=1).output
    noted = asyncio.run(_noted_exports(signed))
    signed.environment["PETITION_DATA_KEY"] = "x" * 64
    assert "not the key" in signed.run("export", SLUG, "-o", "out.csv", expect=1).output
    assert not Path("out.csv").exists()
    assert asyncio.run(_noted_exports(signed)) == noted


async def _noted_exports(signed: Cli) -> int:
    """In the log of what organizers do."""
    async with connected(read_settings(signed.environment).database_url) as connection:
        rows = await connection.fetch_all("SELECT action FROM audit_log WHERE action = 'export'")
    return len(rows)
