"""The `petition` command in this process, in an empty directory, with no settings but those of the test."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.support.campaign import petition_file
from tests.support.settings import as_environment, make_settings
from widget_server.cli import main


@dataclass
class Cli:
    """petition.run('list'): `expect` is the exit status; `environment` holds the settings."""

    environment: dict[str, str]

    def run(self, *arguments: str, expect: int = 0) -> Result:
        result = CliRunner().invoke(main, arguments, env=self.environment)
        assert result.exit_code == expect, result.output + repr(result.exception)
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        return result

    def add(self, **front_matter: Any) -> Result:
        """`petition add` of a file with these keys."""
        file = Path("petition.md")
        file.write_text(petition_file(**front_matter), "utf-8")
        return self.run("add", str(file))


@pytest.fixture(autouse=True)
def _empty_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    directory = tmp_path / "here"
    directory.mkdir()
    monkeypatch.chdir(directory)
    for name in [name for name in os.environ if name.startswith("PETITION_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def petition(sqlite_url: str) -> Cli:
    """With good settings and an empty, migrated database."""
    return Cli(as_environment(make_settings(sqlite_url)))


@pytest.fixture
def bare() -> Cli:
    """Without any settings."""
    return Cli({})
