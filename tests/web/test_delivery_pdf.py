"""The delivery PDF says who agreed to be shown, in their own script, and how many more there are."""

import io
import re

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


def test_the_chart_has_a_bar_for_each_day_in_its_place() -> None:
    """Between the second and the third there were two without any; the file has places in points, from below."""
    days = (("2027-01-10", 5), ("2027-01-11", 10), ("2027-01-14", 2))
    file = io.BytesIO()
    build([msgspec.json.encode(msgspec.structs.replace(COVER, days=days))], file, Fonts(system_folders=()))
    stream = PdfReader(file).pages[0].get_contents()
    assert stream is not None
    drawn = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (-?[\d.]+) re f", stream.get_data())
    bars = [tuple(map(float, bar)) for bar in drawn]
    assert [round(abs(bar[3]) / abs(bars[1][3]), 2) for bar in bars] == [0.5, 1, 0.2]
    step = bars[1][0] - bars[0][0]
    assert bars[2][0] - bars[1][0] == pytest.approx(3 * step, abs=0.1)


@pytest.mark.parametrize("name", ["Ada", "Άννα", "Анна", "Łucja"])
def test_names_stand_in_their_own_script(name: str) -> None:
    text = text_of(ShownSupporter(name, "", "GB", "For my children."))
    assert f"{name}, GB" in text
    assert "For my children." in text


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
