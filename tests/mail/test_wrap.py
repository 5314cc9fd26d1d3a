"""Breaking plain text into lines."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.mail.wrap import wrapped


@given(st.text("abc -./:é", max_size=200), st.integers(10, 80))
def test_languages_with_blanks_break_as_everywhere(text: str, width: int) -> None:
    expected = textwrap.wrap(" ".join(text.split()), width, break_long_words=False, break_on_hyphens=False)
    assert wrapped(text, width) == "\n".join(expected)


@given(st.text("漢字かなカナ、。」abc ", max_size=200), st.integers(10, 80))
def test_nothing_is_lost_but_blanks(text: str, width: int) -> None:
    assert "".join(wrapped(text, width).split()) == "".join(text.split())


def test_chinese_and_japanese_break_between_characters() -> None:
    assert wrapped("請確認您的連署請確認您的連署", 12) == "請確認您的連\n署請確認您的\n連署"


def test_a_line_does_not_begin_with_what_closes_the_one_before() -> None:
    assert wrapped("署名を確認します。", 16) == "署名を確認しま\nす。"


def test_an_address_stays_whole() -> None:
    address = "https://petition.test/p/" + "x" * 80
    assert address in wrapped(f"見る {address} 見る", 20).split("\n")


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_nothing_stays_nothing(text: str) -> None:
    assert wrapped(text, 20) == ""
