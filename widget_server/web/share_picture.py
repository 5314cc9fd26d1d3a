"""The picture that goes with a shared link: title, total, and how far it is to the goal."""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from widget_server.core.line_breaks import pieces
from widget_server.web.fonts import Fonts, Typeface

WIDTH, HEIGHT = 1200, 630
"""What Facebook, LinkedIn, Mastodon, X and messengers ask for: 1.91 to 1."""

SMALL = (600, 315)

MARGIN = 72
BAND = 196
"""Height of the light band at the foot."""

ACCENT, DEEP, ON_ACCENT, SOFT = "#1d4ed8", "#173fb0", "#ffffff", "#d3dffd"
INK, MUTED, PAPER, TRACK = "#1a1f27", "#545e6c", "#ffffff", "#dbe5fd"

TITLE_SIZES = range(92, 39, -4)
NUMBER_SIZE = 176
RULER = 100
"""Pixels an em, of the font that widths are measured with: once, since measuring is slow, for all sizes."""

COLOURS = 96
"""Of the palette; more can't be told apart."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture says. `number` is the total by itself, for where there is no font for the words.

    `share` of the way to the goal, from 0 to 1; None, and no `goal`, once the petition is closed.
    """

    title: str
    title_locale: str
    title_is_rtl: bool
    kicker: str
    total: str
    number: str
    goal: str
    share: float | None
    locale: str
    is_rtl: bool


@dataclass(frozen=True, slots=True)
class Pictures:
    """PNG files of one picture, 1200 x 630 and 600 x 315 pixels."""

    large: bytes
    small: bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """What a line can't be broken within; `width` in ems."""

    text: str
    width: float


@dataclass(frozen=True, slots=True)
class Block:
    """Text broken into lines, as it will stand; `leading` is from line to line, in pixels."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    leading: int

    @property
    def height(self) -> int:
        """In pixels."""
        return self.leading * len(self.lines)


def draw(shown: Shown, fonts: Fonts) -> Pictures:
    """Draws it: a tenth of a second of one core, give or take."""
    image = Image.new("RGB", (WIDTH, HEIGHT), ACCENT)
    canvas = ImageDraw.Draw(image)
    _draw_mark(canvas, shown.title_is_rtl)
    _draw_title(canvas, shown, fonts)
    _draw_band(canvas, shown, fonts)
    return Pictures(_png(image), _png(image.resize(SMALL, Image.Resampling.LANCZOS)))


def _png(image: Image.Image) -> bytes:
    file = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _draw_mark(canvas: ImageDraw.ImageDraw, is_rtl: bool) -> None:
    """A large tick, the product's sign, as a watermark behind the end of the title."""
    left = 4 if is_rtl else 820
    points = [(left, 262), (left + 130, 392), (left + 376, 76)]
    canvas.line(points, DEEP, 92, "curve")
    for x, y in (points[0], points[-1]):
        canvas.circle((x, y), 46, DEEP)


def _draw_title(canvas: ImageDraw.ImageDraw, shown: Shown, fonts: Fonts) -> None:
    """Target and title, in the middle of their room."""
    room = HEIGHT - BAND
    title = _title(fonts.for_text(shown.title, shown.title_locale), room - 108)
    if title is None:
        _draw_number(canvas, shown, fonts)
        return
    kicker = _line(fonts.for_text(shown.kicker, shown.locale), 32, bold=False)
    above = kicker.height + 18 if kicker else 0
    y = (room - above - title.height) // 2
    if kicker:
        _write(canvas, kicker, y, SOFT, shown.is_rtl)
    _write(canvas, title, y + above, ON_ACCENT, shown.title_is_rtl)


def _draw_number(canvas: ImageDraw.ImageDraw, shown: Shown, fonts: Fonts) -> None:
    """In the title's place, where no font can write that."""
    number = _line(fonts.for_text(shown.number, "en"), NUMBER_SIZE, bold=True)
    if number:
        _write(canvas, number, (HEIGHT - BAND - number.height) // 2, ON_ACCENT, shown.title_is_rtl)


def _draw_band(canvas: ImageDraw.ImageDraw, shown: Shown, fonts: Fonts) -> None:
    """Total and goal, and below them the bar."""
    top = HEIGHT - BAND
    canvas.rectangle((0, top, WIDTH, HEIGHT), PAPER)
    total = _line(fonts.for_text(shown.total, shown.locale), 60, bold=True)
    goal = _line(fonts.for_text(shown.goal, shown.locale), 34, bold=False)
    baseline = top + (118 if shown.share is None else 92 if total or goal else 52)
    if total:
        _write_line(canvas, total.lines[0], total.font, baseline, INK, shown.is_rtl)
    if goal:
        _write_line(canvas, goal.lines[0], goal.font, baseline, MUTED, shown.is_rtl, at_end=True)
    if shown.share is not None:
        _draw_bar(canvas, shown.share, baseline + 34, shown.is_rtl)


def _draw_bar(canvas: ImageDraw.ImageDraw, share: float, y: int, is_rtl: bool) -> None:
    length, height = WIDTH - 2 * MARGIN, 24
    canvas.rounded_rectangle((MARGIN, y, MARGIN + length, y + height), height // 2, TRACK)
    if share <= 0:
        return
    filled = max(height, round(length * min(share, 1)))
    left = MARGIN + length - filled if is_rtl else MARGIN
    canvas.rounded_rectangle((left, y, left + filled, y + height), height // 2, ACCENT)


def _title(found: tuple[Typeface, str] | None, room: int) -> Block | None:
    """The title as large as it fits; at the smallest size its end may give way to an ellipsis."""
    if found is None or not found[1]:
        return None
    typeface, text = found
    measured = _measured(typeface, text)
    block = None
    for size in TITLE_SIZES:
        font = typeface.at(size, bold=True)
        block = Block(_balanced(measured, (WIDTH - 2 * MARGIN) / size), font, _leading(font, text))
        if block.height <= room:
            return block
    assert block is not None  # noqa: S101  # there are sizes
    lines = block.lines[: room // block.leading]
    return Block((*lines[:-1], _shortened(lines[-1] + " …", block.font)), block.font, block.leading)


def _measured(typeface: Typeface, text: str) -> list[Piece]:
    """The pieces of a text. A word that is too long for a line of the largest letters may break anywhere."""
    ruler = typeface.at(RULER, bold=True)
    most = (WIDTH - 2 * MARGIN) / TITLE_SIZES[0]
    found = [Piece(text, ruler.getlength(text) / RULER) for text in pieces(text, is_heading=True)]
    return [part for piece in found for part in ([piece] if piece.width <= most else _letters(piece))]


def _letters(piece: Piece) -> list[Piece]:
    """As if all were of the same width, which does for a word that nobody has made for such a picture."""
    return [Piece(letter, piece.width / len(piece.text)) for letter in piece.text]


def _balanced(text: list[Piece], widest: float) -> tuple[str, ...]:
    """As few lines as there can be, and none of them longer than it must be."""
    fewest = len(_lines(text, widest))
    narrow, wide = widest / 3, widest
    for _ in range(6):
        middle = (narrow + wide) / 2
        narrow, wide = (middle, wide) if len(_lines(text, middle)) > fewest else (narrow, middle)
    return tuple(_lines(text, wide))


def _lines(text: list[Piece], width: float) -> list[str]:
    """Filled up one after the other; `width` in ems."""
    lines, used = [""], 0.0
    for piece in text:
        if used + piece.width > width and lines[-1] and not piece.text.isspace():
            lines.append("")
            used = 0.0
        lines[-1] += piece.text
        used += piece.width
    return [line.strip() for line in lines]


def _line(found: tuple[Typeface, str] | None, size: int, *, bold: bool) -> Block | None:
    """One line, shortened where it is too long."""
    if found is None or not found[1]:
        return None
    typeface, text = found
    font = typeface.at(size, bold=bold)
    return Block((_shortened(text, font),), font, _leading(font, text))


def _shortened(text: str, font: ImageFont.FreeTypeFont) -> str:
    most = WIDTH - 2 * MARGIN
    if font.getlength(text) <= most:
        return text
    while text and font.getlength(text + "…") > most:
        text = text[:-1].rstrip(" …")
    return text + "…"


def _leading(font: ImageFont.FreeTypeFont, text: str) -> int:
    """Tight for scripts without marks far above and below their letters, else as the typeface says."""
    ascent, descent = font.getmetrics()
    is_low = all(ord(one) < 0x590 or ord(one) > 0x2000 for one in text)
    return round(font.size * 1.16) if is_low else ascent + descent


def _write(canvas: ImageDraw.ImageDraw, block: Block, y: int, colour: str, is_rtl: bool) -> None:
    ascent, descent = block.font.getmetrics()
    baseline = y + (block.leading - ascent - descent) // 2 + ascent
    for line in block.lines:
        _write_line(canvas, line, block.font, baseline, colour, is_rtl)
        baseline += block.leading


def _write_line(
    canvas: ImageDraw.ImageDraw,
    text: str,
    font: ImageFont.FreeTypeFont,
    baseline: int,
    colour: str,
    is_rtl: bool,
    *,
    at_end: bool = False,
) -> None:
    at_right = is_rtl != at_end
    x, anchor = (WIDTH - MARGIN, "rs") if at_right else (MARGIN, "ls")
    canvas.text((x, baseline), text, colour, font, anchor, direction="rtl" if is_rtl else "ltr")
