"""Clean HTML as a tree, which the widget builds without the HTML sinks that a page's policy may forbid."""

from html.parser import HTMLParser
from typing import Any

Tree = list[Any]
"""Texts, and elements as `[tag, attributes, *children]`; `attributes` is None where there are none."""

_VOID = ("br", "hr")
_OF_BLOCKS = ("ul", "ol", "blockquote", "section")
"""Elements that hold other blocks, and no words of their own."""

_KEPT = ("href", "id", "aria-label", "start")
"""What means something within the widget; classes belong to the style sheet of the petition's page."""


def html_tree(html: str) -> Tree:
    """The tree of clean HTML.

    '<p>So <a href="#x">what</a>?</p>' -> [["p", None, "So ", ["a", {"href": "#x"}, "what"], "?"]]

    `html` comes from core/markdown.py, which closes all that it opens.
    """
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.tree


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tree: Tree = []
        self._path = [self.tree]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = [tag, {name: value for name, value in attrs if name in _KEPT} or None]
        self._path[-1].append(element)
        if tag not in _VOID:
            self._path.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self._path.pop()

    def handle_data(self, data: str) -> None:
        # Between blocks there are line ends for those who read the source; between words they part them.
        parent = self._path[-1]
        if data.strip() or (parent is not self.tree and parent[0] not in _OF_BLOCKS):
            parent.append(data)
