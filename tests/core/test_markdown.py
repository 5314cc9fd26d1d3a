"""Markdown of organizers: what it becomes, and what never comes through."""

import nh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vectors import vectors
from tests.web.reading import Page, dangers_in
from widget_server.core.catalogue import load_catalogues
from widget_server.core.markdown import (
    _clean,
    link_html,
    plain_line,
    plain_paragraphs,
    render_body,
    render_line,
)

SCRIPTS = vectors("scripts")
EVERYTHING = SCRIPTS["text"] + SCRIPTS["markdown"]
WORDS = load_catalogues().best("en")


def body(text: str) -> str:
    return render_body(text, WORDS)


@pytest.mark.parametrize("text", EVERYTHING, ids=lambda text: text[:30].encode("ascii", "replace").decode())
def test_a_script_in_a_text_stays_text(text: str) -> None:
    for html in (body(text), render_line(text), body(f"Read: {text}"), body(f"- {text}\n\n> {text}")):
        assert dangers_in(html) == []


@given(parts=st.lists(st.sampled_from(EVERYTHING) | st.text(max_size=10), max_size=5))
def test_no_mixture_of_scripts_comes_through(parts: list[str]) -> None:
    for html in (body("".join(parts)), body("\n\n".join(parts)), render_line("".join(parts))):
        assert dangers_in(html) == []


@given(text=st.text(max_size=200) | st.text(st.sampled_from("[]()<>!*_`~#^:|\\&;\"' \n-a1"), max_size=60))
def test_any_text_becomes_html_that_a_browser_reads_the_same_way(text: str) -> None:
    html = body(text)
    again = nh3.clean(
        html,
        attributes={
            tag: {"href", "id", "class", "aria-label", "start"}
            for tag in ("a", "li", "sup", "section", "ol", "hr")
        },
        link_rel="noopener noreferrer",
    )
    assert Page(again).text.split() == Page(html).text.split()


def test_links_lead_to_the_web_to_mail_or_to_a_place_in_the_text() -> None:
    links = "[a](https://a.example) [b](http://b.example) [c](mailto:c@d.example) [d](#fn1)"
    assert Page(body(links)).links == ["https://a.example", "http://b.example", "mailto:c@d.example", "#fn1"]
    assert Page(body("[a](/admin) [b](//b.example) [c](page.html) [d](?x=1)")).links == []


def test_links_tell_other_sites_nothing() -> None:
    (link,) = Page(body("[a](https://a.example)")).all("a")
    assert link.attributes["rel"] == "noopener noreferrer"


NOTES = "First[^a] and second[^b], and the first again[^a].\n\n[^a]: Note *a*.\n\n[^b]: Note b."


def test_footnotes_jump_there_and_back() -> None:
    page = Page(body(NOTES))
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    assert [link.removeprefix("#") for link in page.links if link.removeprefix("#") not in ids] == []
    there = [link for link in page.all("a") if link.attributes["href"].startswith("#fn1")]
    back = [link for link in page.all("a") if link.attributes["href"].startswith("#fnref1")]
    assert [link.attributes["id"] for link in there] == [link.attributes["href"][1:] for link in back]
    assert len(there) == 2


def test_a_footnote_has_one_number_however_often_it_is_named() -> None:
    assert [sup.text for sup in Page(body(NOTES)).all("sup")] == ["[1]", "[2]", "[1]"]


def test_footnote_links_have_names_that_can_be_told_apart_and_hold_what_is_seen() -> None:
    links = Page(body(NOTES)).all("a")
    names = [link.attributes["aria-label"] for link in links]
    assert names[:3] == ["Footnote [1]", "Footnote [2]", "Footnote [1]"]
    assert len(set(names[3:])) == 3
    assert all(link.text in link.attributes["aria-label"] for link in links[:3])


def test_raw_html_is_shown_as_it_was_typed() -> None:
    assert Page(body("<b>bold</b> & <i>more</i>")).text == "<b>bold</b> & <i>more</i>"


def test_a_line_of_wording_has_links_and_emphasis_and_nothing_else() -> None:
    html = render_line("# Not a *heading*, [read on](https://a.example)\n- nor a list")
    assert {element.tag for element in Page(html).elements} <= {"p", "em", "a", "br"}
    assert "# Not a heading" in Page(html).text


@pytest.mark.parametrize(
    "markdown, plain",
    [
        ("Deleted after 180 days.", "Deleted after 180 days."),
        (
            "Read [how we use it](https://a.example/privacy).",
            "Read how we use it (https://a.example/privacy).",
        ),
        ("We *never* sell **it**.", "We never sell it."),
        ("See <https://a.example>.", "See https://a.example."),
        ("5 &lt; 6 \\* 7", "5 < 6 * 7"),
        ("<b>raw</b>", "<b>raw</b>"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_the_same_wording_can_be_said_in_plain_text(markdown: str, plain: str) -> None:
    assert plain_line(markdown) == plain


def test_a_statement_is_cut_at_its_blank_lines() -> None:
    assert plain_paragraphs("One\nline.\n\n\n\nTwo.\n") == ["One line.", "Two."]
    assert plain_paragraphs("  \n\n ") == []


@pytest.mark.parametrize(
    "html", SCRIPTS["text"], ids=lambda html: html[:30].encode("ascii", "replace").decode()
)
def test_what_a_flaw_in_the_renderer_let_through_is_cleaned_away(html: str) -> None:
    assert dangers_in(_clean(f"<p>Read {html}</p>")) == []


def test_a_link_made_by_us_holds_any_words_and_leads_to_the_web_alone() -> None:
    page = Page(link_html("How <b>News</b> [x](y) uses data", "https://news.example/a_(b)?c=1&d='2'"))
    assert page.text == "How <b>News</b> [x](y) uses data"
    assert page.links == ["https://news.example/a_(b)?c=1&d='2'"]
    for url in ("javascript:alert('xss')", "data:text/html,xss", "//evil.example", "/privacy"):
        assert Page(link_html("xss", url)).links == []
