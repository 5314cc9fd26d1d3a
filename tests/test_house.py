"""Rules of the house that no linter knows."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from widget_server.core.catalogue import SECTIONS

LONGEST_FILE = 350
WORDS = json.loads(Path("widget_server/locales/en.json").read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(Path("widget_server").rglob("*.py")), ids=str)
def test_no_file_grows_until_nobody_reads_it(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_FILE


def sources(*patterns: str) -> Iterator[str]:
    for pattern in patterns:
        yield from (path.read_text("utf-8") for path in sorted(Path().glob(pattern)))


def page_sources() -> list[str]:
    return [*sources("widget_server/web/**/*.html", "widget_server/web/**/*.py", "widget_server/core/*.py")]


def mail_sources() -> list[str]:
    return [
        *sources("widget_server/mail/**/*.html", "widget_server/mail/**/*.txt", "widget_server/mail/*.py")
    ]


def widget_sources() -> list[str]:
    # The page says what is wrong with a field in the widget's words.
    service = (
        "widget_server/web/public/form_errors.py",
        "widget_server/web/public/widget_messages.py",
        "widget_server/core/fields.py",
    )
    return [*sources("widget_js/src/**/*.ts", *service)]


def petition_sources() -> list[str]:
    return [*sources("widget_server/core/petition_*.py")]


SOURCES = {"page": page_sources(), "mail": mail_sources(), "widget": widget_sources()}


@pytest.mark.parametrize("section", SOURCES)
def test_every_message_that_is_asked_for_is_there(section: str) -> None:
    called = {
        key
        for text in SOURCES[section]
        for key in re.findall(r"""(?<![\w.])t\(\s*["'](\w+)["']\s*[,)]""", text)
    }
    called |= {
        key
        for text in SOURCES[section]
        for key in re.findall(rf"""text\(\s*"{section}",\s*"(\w+)"\s*[,)]""", text)
    }
    called |= {key for text in SOURCES[section] for key in re.findall(r"""\bwords\(\s*["'](\w+)["']""", text)}
    assert len(called) > 3
    assert called - set(WORDS[section]) == set()


@pytest.mark.parametrize("section, texts", [*SOURCES.items(), ("petition", petition_sources())])
def test_no_message_is_there_that_nobody_asks_for(section: str, texts: list[str]) -> None:
    text = "\n".join(texts)
    unused = {key for key in WORDS[section] if not is_named(key, text)}
    assert unused == set()


def is_named(key: str, text: str) -> bool:
    """By itself, or put together: "confirm_" ~ state ~ "_title" and 'done' name confirm_done_title."""
    if re.search(rf"\b{key}\b", text):
        return True
    return any(
        key.startswith(start)
        and key.endswith(end)
        and re.search(rf"""["']{key[len(start) : len(key) - len(end)]}["']""", text)
        for start, end in put_together(text)
    )


def put_together(text: str) -> set[tuple[str, str]]:
    """Beginnings and ends of keys that templates, Python and TypeScript put together."""
    jinja = re.findall(r'"(\w+_)" ~ [\w.]+(?: ~ "(_\w+)")?', text)
    python = re.findall(r'f"(\w+_)\{\w+\}(\w*)"', text)
    typescript = re.findall(r"`(\w*)\$\{\w+\}(\w*)`", text)
    return {(start, end) for start, end in [*jinja, *python, *typescript] if start or end}


def test_no_language_is_named_without_its_direction() -> None:
    for path in Path("widget_server/locales").glob("*.json"):
        words = json.loads(path.read_text("utf-8"))
        assert words["dir"] in ("ltr", "rtl")
        assert words["language"]
        assert set(words) <= {"language", "dir", "translated_by", *SECTIONS}
