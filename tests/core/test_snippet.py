"""Snippets: as the documentation has them, and nothing that was typed is markup."""

from pathlib import Path

from widget_server.core.snippet import PRESETS, Snippet

DOCS = Path("docs/embedding.md").read_text("utf-8")


def test_the_snippet_is_that_of_the_documentation() -> None:
    made = Snippet("keep-the-river", "civic-news").html("https://HOST")
    assert made in DOCS
    assert Snippet("keep-the-river", "civic-news", shape="script").html("https://HOST") in DOCS


def test_the_presets_are_those_of_the_documentation() -> None:
    for name, rules in PRESETS.items():
        for rule in filter(None, rules.split("; ")):
            assert rule.rstrip(";") + ";" in DOCS, name


def test_what_was_typed_is_no_markup() -> None:
    made = Snippet("x", '"><script>', locale='"><b>', accent="red;}</style>").html("https://HOST")
    assert "<b>" not in made
    assert "</style>" not in made
    assert made.count("<script") == 1
