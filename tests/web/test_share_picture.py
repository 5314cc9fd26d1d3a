"""The share picture: what is written in it, in every language, and what becomes of what no font has."""

import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, features

from widget_server.core.catalogue import Catalogue, load_catalogues
from widget_server.web.fonts import PACKAGED, SYSTEM_FONT, Fonts
from widget_server.web.share_picture import BAND, HEIGHT, MARGIN, WIDTH, Shown, draw

CJK = ("ja", "ko", "zh-Hans", "zh-Hant")
ALONE = Fonts(system_folders=())
"""A server without any fonts."""

SHOWN = Shown(
    title="Open the library on Sundays",
    title_locale="en",
    title_is_rtl=False,
    kicker="Petition to The city council",
    total="1,234 signatures",
    number="1,234",
    goal="Goal: 1,500",
    share=0.8,
    locale="en",
    is_rtl=False,
)


def picture(shown: Shown, fonts: Fonts = ALONE) -> Image.Image:
    with Image.open(BytesIO(draw(shown, fonts).large)) as image:
        return image.convert("RGB")


def ink(image: Image.Image, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
    """Where in `box` something white is written on the blue ground, which is dark in red."""
    red = image.crop(box).getchannel("R").point(lambda value: 255 if value > 200 else 0)
    return red.getbbox()


TITLE = (0, 0, WIDTH, HEIGHT - BAND)


def test_pillow_shapes_text() -> None:
    assert features.check("raqm")


@pytest.mark.parametrize("language", [*load_catalogues()], ids=lambda language: language.tag)
def test_a_server_without_fonts_has_the_words_of_every_language_but_four(language: Catalogue) -> None:
    words = [
        language.text("page", "total", count=1_234_567),
        language.text("page", "progress_first"),
        language.text("page", "goal_of", goal=language.number(1_500_000)),
        language.text("page", "petition_to", target="Ada"),
    ]
    found = [ALONE.for_text(text, language.tag) for text in words]
    if language.tag in CJK:
        assert None in found
    else:
        assert [one and one[1] for one in found] == [" ".join(text.split()) for text in words]


def test_a_title_stays_within_its_margins() -> None:
    for title in ("No", SHOWN.title, "Word " * 80, "W" * 400, "a" * 30 + " " + "b" * 90):
        box = ink(picture(replace(SHOWN, title=title)), TITLE)
        assert box is not None
        assert box[0] >= MARGIN - 8
        assert box[2] <= WIDTH - MARGIN + 8
        assert box[3] < HEIGHT - BAND - 8


def test_a_title_in_hebrew_begins_at_the_right() -> None:
    title = "ספרייה פתוחה"
    rtl = ink(picture(replace(SHOWN, title=title, title_is_rtl=True, kicker="")), TITLE)
    assert rtl is not None
    assert rtl[2] > WIDTH - MARGIN - 12
    assert rtl[0] > MARGIN + 100


def test_letters_of_arabic_are_joined() -> None:
    joined, apart = (
        ink(picture(replace(SHOWN, title=title, title_is_rtl=True, kicker="")), TITLE)
        for title in ("ببببب", "ب ب ب ب ب")
    )
    assert joined is not None
    assert apart is not None
    assert joined[2] - joined[0] < 0.7 * (apart[2] - apart[0])


@pytest.mark.parametrize(
    "title",
    ["Books 📚 for all 👩‍👩‍👧‍👦", "Books for all ❤️", "1️⃣ Books for all", "\u202eBooks\u2066 for\x00 all"],
)
def test_an_emoji_is_left_out_and_the_words_stay(title: str) -> None:
    found = ALONE.for_text(title, "en")
    assert found is not None
    assert found[1] in ("Books for all", "1 Books for all")
    assert ink(picture(replace(SHOWN, title=title)), TITLE)


@pytest.mark.parametrize("title", ["公園を守ろう", "Save 公園", "Ⴀ", "🎉", "\u200d"])
def test_a_title_that_no_font_can_write_is_left_out_and_the_number_stands_in_its_place(title: str) -> None:
    with_number = picture(replace(SHOWN, title=title))
    assert ink(with_number, TITLE) is not None
    other = picture(replace(SHOWN, title=title, number="9"))
    assert ImageChops.difference(with_number, other).getbbox() is not None


def test_a_font_of_the_system_writes_what_ours_can_not(tmp_path: Path) -> None:
    # Any font will do for the test: here Hebrew, which the package's first font lacks.
    alone = tmp_path / "packaged"
    alone.mkdir()
    shutil.copy(PACKAGED / "0-noto-sans-bold.ttf", alone)
    system = tmp_path / "system/noto"
    system.mkdir(parents=True)
    for weight, name in zip(("regular", "bold"), SYSTEM_FONT, strict=True):
        shutil.copy(PACKAGED / f"2-noto-sans-hebrew-{weight}.ttf", system / name)
    title = "ספרייה"
    assert Fonts(alone, ()).for_text(title, "en") is None
    found = Fonts(alone, (tmp_path / "nothing", tmp_path / "system")).for_text(title, "en")
    assert found is not None
    assert found[0].bold == system / SYSTEM_FONT[1]


def test_the_fonts_come_with_their_licence() -> None:
    fonts = sorted(PACKAGED.glob("*.ttf"))
    assert len(fonts) == 6
    for font in fonts:
        licence = font.name.rpartition("-")[0] + "-LICENSE.txt"
        assert "SIL OPEN FONT LICENSE" in (PACKAGED / licence).read_text("utf-8").upper()


def test_the_bar_is_as_long_as_the_way_that_is_done() -> None:
    def filled(share: float, *, is_rtl: bool = False) -> tuple[int, int]:
        image = picture(replace(SHOWN, share=share, is_rtl=is_rtl))
        row = image.crop((0, HEIGHT - 60, WIDTH, HEIGHT - 59)).getchannel("R")
        box = row.point(lambda value: 255 if value < 100 else 0).getbbox()
        assert box is not None
        return box[0], box[2]

    length = WIDTH - 2 * MARGIN
    for share in (0.25, 0.5, 1.0, 1.5):
        left, right = filled(share)
        assert abs((right - left) / length - min(share, 1)) < 0.02
        assert abs(left - MARGIN) < 4
    left, right = filled(0.5, is_rtl=True)
    assert abs(WIDTH - MARGIN - right) < 4
