"""What can be set and run is documented."""

import json
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


def test_every_language_is_named_with_who_has_translated_it() -> None:
    named = re.findall(
        r"^\| `(\S+)` \| (.+) \| (.+) \|$", Path("docs/languages.md").read_text("utf-8"), re.MULTILINE
    )
    there = []
    for file in sorted(Path("widget_server/locales").glob("*.json")):
        words = json.loads(file.read_text("utf-8"))
        there.append((file.stem, words["language"], "a machine" if "translated_by" in words else "people"))
    assert named == there


EMBEDDING = Path("docs/embedding.md").read_text("utf-8")
WIDGET_SOURCE = "\n".join(
    file.read_text("utf-8")
    for file in sorted(Path("widget_js/src").rglob("*"))
    if file.suffix in (".ts", ".css")
)


def test_every_property_of_the_widget_is_documented_and_no_other() -> None:
    there = set(re.findall(r"--petition-[a-z-]+", WIDGET_SOURCE))
    assert set(re.findall(r"--petition-[a-z-]+", EMBEDDING)) == there


def test_every_part_that_is_documented_is_there() -> None:
    (paragraph,) = re.findall(r"^Parts for `::part\(\)`: (.+?)\n\n", EMBEDDING, re.DOTALL | re.MULTILINE)
    for part in re.findall(r"`([a-z-]+)`", paragraph):
        named = rf'part: "{part}"|el\(\s*"\w+",\s*("|[^,]+ \? ")([a-z-]+ )*{part}( [a-z-]+)*"'
        assert re.search(named, WIDGET_SOURCE), part


def test_every_event_of_the_widget_is_documented() -> None:
    events = set(re.findall(r'announce\(\s*"(\w+)"', WIDGET_SOURCE))
    assert set(re.findall(r"`petition:(\w+)`", EMBEDDING)) == events
