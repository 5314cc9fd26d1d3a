"""The petition's HTML as the tree that the widget builds from."""

from html import escape, unescape
from typing import Any

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.catalogue import load_catalogues
from widget_server.core.html_tree import html_tree
from widget_server.core.markdown import render_body, render_line

ENGLISH = load_catalogues().best("en")


def html_of(tree: list[Any]) -> str:
    """A tree written as HTML again."""
    return "".join(node if isinstance(node, str) else element(*node) for node in tree)


def element(tag: str, attributes: dict[str, str] | None, *children: Any) -> str:
    names = "".join(f' {name}="{value}"' for name, value in (attributes or {}).items())
    return f"<{tag}{names}>{html_of([*children])}</{tag}>"


@pytest.mark.parametrize(
    "html, tree",
    [
        ("", []),
        ("plain", ["plain"]),
        ("<p>a &amp; b</p>", [["p", None, "a & b"]]),
        (
            '<p>So <a href="https://a.example/?b=1&amp;c=2">what</a>?</p>',
            [["p", None, "So ", ["a", {"href": "https://a.example/?b=1&c=2"}, "what"], "?"]],
        ),
        ("<p>one<br>two</p>", [["p", None, "one", ["br", None], "two"]]),
        ('<ol start="3" class="x"><li>c</li></ol>', [["ol", {"start": "3"}, ["li", None, "c"]]]),
        ("<p>a</p>\n<p>b</p>\n", [["p", None, "a"], ["p", None, "b"]]),
        (
            "<p><em>a</em>\n<strong>b</strong></p>",
            [["p", None, ["em", None, "a"], "\n", ["strong", None, "b"]]],
        ),
        ("<ul>\n<li>a</li>\n</ul>", [["ul", None, ["li", None, "a"]]]),
        ("<em>a</em> <strong>b</strong>", [["em", None, "a"], ["strong", None, "b"]]),
    ],
)
def test_html_becomes_a_tree(html: str, tree: list[Any]) -> None:
    assert html_tree(html) == tree


def test_footnotes_keep_their_places_and_names() -> None:
    html = html_of(html_tree(render_body("Said.[^1]\n\n[^1]: By whom.", ENGLISH)))
    assert '<a href="#fn1" id="fnref1" aria-label="Footnote [1]">' in html
    assert '<li id="fn1">' in html


@given(st.text(alphabet="ab <>&*_[]()#`'\"!-1.\n\\", max_size=60))
def test_whatever_an_organizer_writes_keeps_its_words(text: str) -> None:
    html = render_line(text)
    words = " ".join("".join(_texts([paragraph])) for paragraph in html_tree(html))
    assert words.split() == _texts_of_markup(html).split()


@pytest.mark.parametrize("text", ["**this**\n*that*", "*a*\n[b](https://a.example)", "*x*&nbsp;*y*"])
def test_words_on_two_lines_stay_two_words(text: str) -> None:
    (paragraph,) = html_tree(render_line(text))
    between = paragraph[3]
    assert isinstance(between, str)
    assert between.isspace()


def _texts(tree: list[Any]) -> list[str]:
    found: list[str] = []
    for node in tree:
        found += [node] if isinstance(node, str) else _texts([*node[2:]])
    return found


def _texts_of_markup(html: str) -> str:
    """By another parser than ours."""
    return unescape(nh3.clean(html, tags=set()))


def test_signs_of_html_in_a_text_stay_signs() -> None:
    assert html_tree(f"<p>{escape('<b>&lt;')}</p>") == [["p", None, "<b>&lt;"]]
