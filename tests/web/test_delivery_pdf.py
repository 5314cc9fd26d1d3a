"""The delivery PDF says who agreed to be shown, in their own script, and how many more there are."""

import io

import msgspec
import pytest
from pypdf import PdfReader

from widget_server.core.delivery import Cover, ShownSupporter
from widget_server.web.delivery_pdf import build
from widget_server.web.fonts import Fonts

COVER = Cover("Open the library", "The council", "Open it on Sundays.", 9, "2027-01-16", (("2027-01-15", 9),))


def text_of(*people: ShownSupporter) -> str:
    file = io.BytesIO()
    build(map(msgspec.json.encode, [COVER, *people]), file, Fonts(system_folders=()))
    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


def test_the_cover_says_what_was_asked_of_whom_and_how_many_asked_it() -> None:
    text = text_of()
    for words in (COVER.title, COVER.target, COVER.statement, "9", "2027-01-15", "As of 2027-01-16"):
        assert words in text


@pytest.mark.parametrize("name", ["Ada", "Άννα", "Анна", "Łucja"])
def test_names_stand_in_their_own_script(name: str) -> None:
    assert name in text_of(ShownSupporter(name, "", "GB", "For my children."))


def test_scripts_without_a_typeface_are_counted_and_not_drawn() -> None:
    text = text_of(ShownSupporter("艾达"), ShownSupporter("Ada"))
    assert "1 more agreed to be shown, in scripts" in text
    assert "And 7 more signed" in text


def test_a_title_that_cannot_be_written_is_said_to_be_missing() -> None:
    file = io.BytesIO()
    cover = Cover("开放图书馆", "The council", "Open it.", 1, "2027-01-16")
    build([msgspec.json.encode(cover)], file, Fonts(system_folders=()))
    assert "The title is in a script" in PdfReader(file).pages[0].extract_text()


def test_right_to_left_names_are_laid_out() -> None:
    text = text_of(ShownSupporter("עדה"), ShownSupporter("آدا"))
    assert "in scripts" not in text
    assert "And 7 more signed" in text
