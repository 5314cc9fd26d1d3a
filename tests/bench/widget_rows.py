"""What the widget promises: the rows of its table, with what is enough and what is aimed at."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

Seen = Mapping[str, Any]
"""What tests/bench/browser/measure.mjs prints, and `weight`: the script's and the configs' bytes."""


@dataclass(frozen=True)
class WidgetRow:
    """Less is better. `measured`, `ours` and `theirs` read what was seen; None of a bound: none is promised."""

    what: str
    against: str
    measured: Callable[[Seen], float]
    at_most: float | None
    aim: float | None
    unit: str = ""
    ours: Callable[[Seen], str] = lambda _: ""
    theirs: Callable[[Seen], str] = lambda _: ""

    def cells(self, seen: Seen) -> tuple[str, ...]:
        """The row's cells."""
        value = self.measured(seen)
        missed = " (missed)" if self.at_most is not None and value > self.at_most else ""
        return (
            self.what,
            self.against,
            f"**{self._said(value)}**{missed}",
            self._said(self.at_most),
            self._said(self.aim),
            self.ours(seen),
            self.theirs(seen),
        )

    def _said(self, value: float | None) -> str:
        if value is None:
            return ""
        if self.unit == "x":
            return f"{value:.2f} x"
        digits = 0 if value == int(value) else 4
        return f"{value:,.{digits}f} {self.unit}".rstrip()


def ratio(kind: str, ours: str, theirs: str) -> Mapping[str, Any]:
    """Of medians, with the milliseconds beside it."""
    return {
        "measured": lambda seen: median(seen[kind][ours]) / median(seen[kind][theirs]),
        "unit": "x",
        "ours": lambda seen: f"{median(seen[kind][ours]):,.0f} ms",
        "theirs": lambda seen: f"{median(seen[kind][theirs]):,.0f} ms",
    }


def worst_config(seen: Seen) -> float:
    """Bytes."""
    return float(max(seen["weight"]["config"].values()))


def config_said(seen: Seen) -> str:
    """The heaviest and English."""
    weights = seen["weight"]["config"]
    heaviest = max(weights, key=weights.__getitem__)
    return f"{heaviest}; en: {weights['en']:,}"


PREACT = "the same form mounted with Preact"
STATIC = "a static page with the same form"

ROWS: Sequence[WidgetRow] = (
    WidgetRow("script, gzip", "", lambda seen: float(seen["weight"]["gzip"]), 10_240, 8_192, "bytes"),
    WidgetRow("script, brotli", "", lambda seen: float(seen["weight"]["brotli"]), 9_216, 7_168, "bytes"),
    WidgetRow(
        "config beside the petition's own text, gzip, heaviest language", "",
        worst_config, 3_072, 2_048, "bytes", ours=config_said,
    ),
    WidgetRow("requests until the form shows", "", lambda seen: float(seen["requests"]), 2, None),
    WidgetRow("third-party requests", "", lambda seen: float(seen["third_party"]), 0, None),
    WidgetRow("preflights through a signing", "", lambda seen: float(seen["preflights"]), 0, None),
    WidgetRow(
        "time until the form can be typed into, on a page with a style sheet", STATIC,
        at_most=1.5, aim=1.2, **ratio("ready", "styled/advised", "styled/still"),
    ),
    WidgetRow(
        "without the snippet's preload line", STATIC,
        at_most=1.5, aim=1.2, **ratio("ready", "styled/plain", "styled/still"),
    ),
    WidgetRow(
        "on a page that loads nothing else", STATIC,
        at_most=1.5, aim=1.2, **ratio("ready", "advised", "still"),
    ),
    WidgetRow(
        "the least any script can do there: it carries the form's HTML", STATIC,
        at_most=None, aim=None, **ratio("ready", "least", "still"),
    ),
    WidgetRow(
        "script time until the form shows", PREACT,
        at_most=1, aim=0.6, **ratio("script", "advised", "preact"),
    ),
    WidgetRow(
        "and until the countries are there, too", PREACT,
        at_most=1, aim=None, **ratio("after", "advised", "preact"),
    ),
    WidgetRow(
        "layout shift at 360, 768 and 1280 px", "", lambda seen: float(sum(seen["shift"].values())), 0, None,
    ),
)  # fmt: skip
