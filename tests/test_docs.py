"""What can be set and run is documented."""

import re
from pathlib import Path

import pytest

from widget_server.cli.init import TEMPLATE
from widget_server.core.settings import environment_names

OPERATING = Path("docs/operating.md")


@pytest.mark.parametrize("name", environment_names())
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in OPERATING.read_text("utf-8")


def test_no_setting_is_documented_that_there_is_not() -> None:
    named = set(re.findall(r"\bPETITION_[A-Z_]+\b", OPERATING.read_text("utf-8")))
    assert named <= set(environment_names())


def test_the_settings_file_that_init_writes_names_settings_alone() -> None:
    assert set(re.findall(r"\bPETITION_[A-Z_]+\b", TEMPLATE)) <= set(environment_names())


def test_every_make_target_explains_itself() -> None:
    makefile = Path("Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z][a-z-]*):.*?## \S", makefile, re.MULTILINE))
    assert targets == explained
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert set(phony.split()) == targets
