"""The delivery as PDF: a cover, a chart, and the names and comments of those who agreed to be shown.

Run as a process of its own (`python -m widget_server.web.delivery_pdf`), since laying out is work for a processor and
keeps all pages in memory: the server's memory and its signing have no part in it. Standard input has JSON Lines, the
cover first; standard output gets the file.

Typefaces are the package's alone (web/fonts.py): Latin, Greek, Cyrillic, Devanagari, Arabic, Hebrew. What none of them
can write is counted and said, never drawn as boxes.
"""

import sys
from collections.abc import Iterable
from datetime import date
from typing import BinaryIO

import msgspec
from fpdf import FPDF

from widget_server.core.delivery import Cover, ShownSupporter
from widget_server.web.fonts import Fonts

MARGIN = 20
"""Millimetres, on A4."""
CHART_HEIGHT = 40
UNWRITTEN = "(The {} is in a script that this file has no typeface for.)"
INK, MUTED, ACCENT = (26, 31, 39), (84, 94, 108), (29, 78, 216)


class DeliveryPdf:
    """One file, from top to bottom."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts
        self._known: set[str] = set()
        self._not_drawn = 0
        self._pdf = FPDF(format="A4")
        self._pdf.set_margins(MARGIN, MARGIN)
        self._pdf.set_auto_page_break(auto=True, margin=MARGIN)
        self._pdf.set_lang("en")
        self._pdf.add_page()

    def cover(self, cover: Cover) -> None:
        """Title, target, statement, total, dates, and the chart."""
        self._pdf.set_title(cover.title)
        if not self._write(cover.title, 24, bold=True):
            self._write(UNWRITTEN.format("title"), 12, colour=MUTED)
        if not self._write(f"To: {cover.target}", 13, colour=MUTED):
            self._write(UNWRITTEN.format("target"), 12, colour=MUTED)
        self._pdf.ln(6)
        if not self._write(cover.statement, 12):
            self._write(UNWRITTEN.format("statement"), 12, colour=MUTED)
        self._pdf.ln(8)
        self._write(f"{cover.total:,}", 34, bold=True, colour=ACCENT)
        self._write("signature that counts" if cover.total == 1 else "signatures that count", 12)
        if cover.days:
            self._write(f"{cover.days[0][0]} to {cover.days[-1][0]}", 11, colour=MUTED)
        self._write(f"As of {cover.made_on} (UTC)", 11, colour=MUTED)
        self._chart(cover.days)

    def supporters(self, shown: Iterable[ShownSupporter], total: int) -> None:
        """Names and comments; then how many more have signed."""
        self._pdf.add_page()
        self._write("Supporters who agreed to be shown", 16, bold=True)
        drawn = 0
        for one in shown:
            drawn += self._supporter(one)
        self._pdf.ln(4)
        if self._not_drawn:
            self._write(
                f"{self._not_drawn:,} more agreed to be shown, in scripts that this file has no typeface for."
                " The delivery file has them.",
                10,
                colour=MUTED,
            )
        more = max(total - drawn - self._not_drawn, 0)
        if not drawn and not self._not_drawn:
            self._write("None of those who signed are named here: nobody was asked, or nobody agreed.", 11)
        elif more:
            self._write(f"And {more:,} more signed, whose names are not shown here.", 11, bold=True)

    def write_to(self, file: BinaryIO) -> None:
        """The whole of it."""
        file.write(self._pdf.output())

    def _supporter(self, one: ShownSupporter) -> int:
        name = f"{one.name}, {one.country}" if one.country else one.name
        if not one.name or not self._write(name, 10):
            self._not_drawn += 1
            return 0
        if one.comment and not self._write(one.comment, 9, colour=MUTED):
            self._write("(This comment is in the delivery file.)", 9, colour=MUTED)
        return 1

    def _write(self, text: str, size: int, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> bool:
        """A paragraph; False where no typeface has all of its letters."""
        found = self._fonts.for_text(text, "en")
        if found is None:
            return False
        typeface, kept = found
        path = typeface.bold if bold else typeface.regular
        if path.stem not in self._known:
            self._pdf.add_font(path.stem, fname=path)
            self._known.add(path.stem)
        self._pdf.set_text_shaping(use_shaping_engine=not _needs_no_shaping(kept))
        self._pdf.set_font(path.stem, size=size)
        self._pdf.set_text_color(*colour)
        self._pdf.multi_cell(0, size * 0.5, kept, align="L", new_x="LMARGIN", new_y="NEXT")
        return True

    def _chart(self, days: tuple[tuple[str, int], ...]) -> None:
        """A bar for each day, also those that brought none."""
        largest = max((count for _, count in days), default=0)
        if largest <= 0:
            return
        self._pdf.ln(8)
        self._write("Signatures by day", 11, bold=True)
        self._pdf.ln(3)
        foot = self._pdf.get_y() + CHART_HEIGHT
        left = MARGIN + self._pdf.c_margin  # where text begins
        first, last = date.fromisoformat(days[0][0]), date.fromisoformat(days[-1][0])
        width = (self._pdf.epw - 2 * self._pdf.c_margin) / ((last - first).days + 1)
        self._pdf.set_fill_color(*ACCENT)
        for day, count in days:
            place = (date.fromisoformat(day) - first).days
            height = CHART_HEIGHT * max(count, 0) / largest
            self._pdf.rect(left + place * width, foot - height, width * 0.85, height, style="F")
        self._pdf.set_y(foot + 2)
        self._write(f"Most in a day: {largest:,}", 9, colour=MUTED)


def _needs_no_shaping(text: str) -> bool:
    """Precomposed Latin stands letter by letter; shaping it takes as long again."""
    return text.isascii() or max(text) < "\u0250"


def build(lines: Iterable[bytes], output: BinaryIO, fonts: Fonts) -> None:
    """JSON Lines in, a PDF out."""
    rows = iter(lines)
    cover = msgspec.json.decode(next(rows), type=Cover)
    pdf = DeliveryPdf(fonts)
    pdf.cover(cover)
    decoder = msgspec.json.Decoder(ShownSupporter)
    pdf.supporters((decoder.decode(line) for line in rows), cover.total)
    pdf.write_to(output)


if __name__ == "__main__":
    build(sys.stdin.buffer, sys.stdout.buffer, Fonts(system_folders=()))
