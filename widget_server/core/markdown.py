"""Markdown of organizers, made into HTML that is safe on any page."""

from collections.abc import Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import escape
from mdit_py_plugins.footnote import footnote_plugin

from widget_server.core.catalogue import Catalogue

# The widget builds no others (widget_js/src/markup.ts).
_TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "a", "sup", "hr", "br",
    "section", "code", "pre",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "id", "class", "aria-label"},
    "li": {"id", "class"},
    "sup": {"class"},
    "section": {"class"},
    "ol": {"class", "start"},
    "hr": {"class"},
}


def render_body(text: str, words: Catalogue) -> str:
    """The long text of a petition, with footnotes, whose links are named in the language of `words`.

    Raw HTML in the text is shown as text. What comes out is cleaned once more by an allow-list, so that a
    flaw in the renderer can't put a script on a partner's page. Links are http(s), mailto or within the text.
    """
    return _clean(_body.render(text, {"words": words}))


def render_line(text: str) -> str:
    """One line or paragraph of wording, such as a legal notice: links and emphasis, nothing else."""
    return _clean(_line.render(text))


def link_html(words: str, url: str) -> str:
    """A link with these words, whatever is in them."""
    return _clean(f'<a href="{escape(url)}">{escape(words)}</a>')


def plain_line(text: str) -> str:
    """The same wording for plain text: 'Read [how](https://a.example)' -> 'Read how (https://a.example)'."""
    parts: list[str] = []
    href = ""
    for token in (child for block in _line.parse(text) for child in block.children or []):
        if token.type == "link_open":
            href = str(token.attrs.get("href", ""))
        elif token.type == "link_close":
            parts.append("" if parts[-1:] == [href] else f" ({href})")
        else:
            parts.append(" " if token.type.endswith("break") else token.content)
    return " ".join("".join(parts).split())


def plain_paragraphs(text: str) -> list[str]:
    """Plain text, such as a statement, cut at its blank lines; single line breaks become spaces."""
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative=_within_the_text,
        link_rel="noopener noreferrer",
    ).strip()


def _within_the_text(url: str) -> str | None:
    """A relative address would lead into whatever site embeds the petition; a footnote's stays in the text."""
    return url if url.startswith("#") else None


def _footnote_ref(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    """A reference: the same number each time that the text names the footnote."""
    number, place = _footnote(tokens[index])
    name = escape(env["words"].text("page", "footnote", number=f"[{number}]"))
    return f'<sup class="footnote-ref"><a href="#fn{number}" id="fnref{place}" aria-label="{name}">[{number}]</a></sup>'


def _footnote_anchor(_self: Any, tokens: Sequence[Token], index: int, _options: Any, env: Any) -> str:
    """The way back to the place in the text, one for each reference."""
    number, place = _footnote(tokens[index])
    _, _, repeat = place.partition(":")
    shown = f"{number} ({int(repeat) + 1})" if repeat else number
    name = escape(env["words"].text("page", "footnote_back", number=shown))
    return f' <a href="#fnref{place}" class="footnote-backref" aria-label="{name}">\u21a9\ufe0e</a>'


def _footnote(token: Token) -> tuple[int, str]:
    """The footnote's number, and the place of this reference to it: 1, then 1:1, 1:2 for further ones."""
    number, repeat = token.meta["id"] + 1, token.meta.get("subId", 0)
    return number, f"{number}:{repeat}" if repeat > 0 else str(number)


_body = MarkdownIt("commonmark", {"html": False}).use(footnote_plugin)
_line = MarkdownIt("zero", {"html": False}).enable(["link", "emphasis", "autolink", "entity", "escape"])
_body.add_render_rule("footnote_ref", _footnote_ref)
_body.add_render_rule("footnote_anchor", _footnote_anchor)
