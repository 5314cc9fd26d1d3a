"""Markdown of organizers, made into HTML that is safe on any page."""

import nh3
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

_TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "em", "strong", "s", "a", "sup", "hr", "br",
    "section", "code", "pre", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "id", "class", "aria-label"},
    "li": {"id", "class"},
    "sup": {"class"},
    "section": {"class"},
    "ol": {"class", "start"},
    "hr": {"class"},
}


def render_body(text: str) -> str:
    """The long text of a petition, with footnotes.

    Raw HTML in the text is shown as text. What comes out is cleaned once more by an allow-list, so that a
    flaw in the renderer can't put a script on a partner's page. Links are http(s), mailto or within the text.
    """
    return _clean(_body.render(text))


def render_line(text: str) -> str:
    """One line or paragraph of wording, such as a legal notice: links and emphasis, nothing else."""
    return _clean(_line.render(text))


def plain_paragraphs(text: str) -> list[str]:
    """Plain text, such as a statement, cut at its blank lines; single line breaks become spaces."""
    return [" ".join(paragraph.split()) for paragraph in text.split("\n\n") if paragraph.strip()]


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    ).strip()


_body = MarkdownIt("commonmark", {"html": False}).enable("table").use(footnote_plugin)
_line = MarkdownIt("zero", {"html": False}).enable(["link", "emphasis", "autolink", "entity", "escape"])
