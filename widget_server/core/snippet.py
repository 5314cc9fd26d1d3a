"""The snippet that a partner pastes into a page, as docs/embedding.md describes it."""

import re
from dataclasses import dataclass
from html import escape
from typing import Literal

Mode = Literal["full", "form"]
Shape = Literal["element", "script"]
"""Two tags, or one for systems that let only a script through."""

PRESETS: dict[str, str] = {
    "": "",
    "paper": (
        "--petition-background: light-dark(#fbf7ef, #211d17); --petition-text: light-dark(#2b2620, #ece5d8); "
        "--petition-accent: light-dark(#8a3b12, #f0a476); --petition-on-accent: light-dark(#fff, #2a1204); "
        '--petition-font: Georgia, "Times New Roman", serif; --petition-radius: 3px;'
    ),
    "night": (
        "--petition-background: #101623; --petition-text: #e7ecf6; --petition-muted: #a6b2c8; "
        "--petition-border: #6b7891; --petition-accent: #7cc4ff; --petition-on-accent: #06223a; "
        "--petition-error: #ffb3a7;"
    ),
    "forest": (
        "--petition-background: light-dark(#f3f8f2, #10201a); --petition-text: light-dark(#16281d, #e2efe6); "
        "--petition-accent: light-dark(#1f6b43, #7fd3a3); --petition-on-accent: light-dark(#fff, #05281a); "
        "--petition-radius: 14px;"
    ),
    "signal": (
        "--petition-accent: #ffd400; --petition-on-accent: #1c1700; --petition-radius: 26px; "
        "--petition-space: 18px;"
    ),
    "headline": (
        "--petition-accent: light-dark(#111, #fff); --petition-on-accent: light-dark(#fff, #111); "
        "--petition-border: light-dark(#111, #fff); --petition-radius: 0;"
    ),
}
"""Looks of the form, by name; '' is the form's own. docs/embedding.md shows them."""

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Snippet:
    """What the snippet builder has been told. `accent` is '#1d4ed8' or '' for the preset's own."""

    petition: str
    partner: str
    locale: str = ""
    mode: Mode = "full"
    shape: Shape = "element"
    preset: str = ""
    accent: str = ""

    def style(self) -> str:
        """CSS for the page, '' where nothing is set. A colour that is none is left out."""
        rules = PRESETS.get(self.preset, "")
        if _COLOUR.fullmatch(self.accent):
            rules += f"{' ' if rules else ''}--petition-accent: {self.accent};"
        return f"petition-form {{ {rules} }}" if rules else ""

    def html(self, base_url: str) -> str:
        """The snippet, its style included."""
        style = f"<style>{self.style()}</style>\n" if self.style() else ""
        return style + self.tags(base_url)

    def tags(self, base_url: str) -> str:
        """The snippet without its style."""
        given = [("petition", self.petition), ("partner", self.partner), ("locale", self.locale)]
        if self.mode != "full":
            given.append(("mode", self.mode))
        if self.shape == "script":
            attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in given if value)
            return f'<script async src="{base_url}/v1.js"{attributes}></script>'
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in given if value)
        return (
            f'<script async crossorigin="anonymous" src="{base_url}/v1.js"></script>\n'
            f'<petition-form{attributes}><a href="{base_url}/p/{escape(self.petition)}">Sign the petition</a>'
            "</petition-form>"
        )
