"""Origins as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.origins import normalise_origin
from widget_server.core.origins_pasted import MOST, read_origins


@pytest.mark.parametrize(
    "text, origins",
    [
        ("https://news.example.org", ["https://news.example.org"]),
        ("news.example.org", ["https://news.example.org"]),
        ("//news.example.org", ["https://news.example.org"]),
        ("HTTPS://News.Example.org:443/politics?x=1#top", ["https://news.example.org"]),
        ("http://old.example/", ["http://old.example"]),
        ("example.org, www.example.org; b.example\nc.example", [
            "https://example.org", "https://www.example.org", "https://b.example", "https://c.example",
        ]),
        ("- https://a.example\n* b.example\n• c.example\n4. d.example", [
            "https://a.example", "https://b.example", "https://c.example", "https://d.example",
        ]),
        ('"https://a.example"\t<https://b.example>', ["https://a.example", "https://b.example"]),
        ("münchen.example", ["https://xn--mnchen-3ya.example"]),
        ("localhost:8001 http://127.0.0.1:8001", ["https://localhost:8001", "http://127.0.0.1:8001"]),
        ("a.example a.example https://a.example/", ["https://a.example"]),
        ("news.example.org.", ["https://news.example.org"]),
    ],
)  # fmt: skip
def test_what_is_meant_is_taken(text: str, origins: list[str]) -> None:
    found = read_origins(text)
    assert list(found.origins) == origins
    assert found.refused == ()


@pytest.mark.parametrize(
    "text, reason",
    [
        ("*.example.org", "asterisk"),
        ("ada@example.org", "e-mail"),
        ("https://user:secret@example.org", "e-mail address, or has a password"),
        ("ftp://example.org", "https:// or http://"),
        ("javascript:alert(1)", "https:// or http://"),
        ("news", "no name of a site"),
        ("https://", "no name of a site"),
        ("https://exa mple", "no name of a site"),
    ],
)
def test_what_can_not_be_taken_is_refused_with_the_reason(text: str, reason: str) -> None:
    assert any(reason in why for _, why in read_origins(text).refused)


def test_what_was_mended_is_said() -> None:
    assert read_origins("example.org/news https://a.example").mended == (
        ("example.org/news", "https://example.org"),
    )


def test_four_hundred_lines_are_taken_at_once_and_a_thousand_are_refused_with_a_word() -> None:
    assert len(read_origins("\n".join(f"site{n}.example" for n in range(400))).origins) == 400
    found = read_origins("\n".join(f"site{n}.example" for n in range(MOST + 500)))
    assert len(found.origins) == MOST
    assert "At most" in found.refused[0][1]


@given(st.text(max_size=200))
def test_whatever_is_pasted_only_whole_origins_come_out(text: str) -> None:
    for origin in read_origins(text).origins:
        assert normalise_origin(origin) == origin
