"""Origins: which site a form stands on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.campaign import ANY_ORIGIN
from widget_server.core.origins import normalise_origin


@pytest.mark.parametrize(
    "typed, origin",
    [
        ("https://news.example.org", "https://news.example.org"),
        ("HTTPS://News.Example.org:443/", "https://news.example.org"),
        ("http://news.example.org:80", "http://news.example.org"),
        (" http://127.0.0.1:8001 ", "http://127.0.0.1:8001"),
        ("http://[::1]:8001", "http://[::1]:8001"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("https://straße.example", "https://xn--strae-oqa.example"),  # IDNA 2008, as browsers do it
        ("https://i❤.ws", "https://xn--i-7iq.ws"),
        ("https://Bücher_1.example", "https://xn--bcher_1-n2a.example"),
        ("https://news_1.example.org", "https://news_1.example.org"),
        ("https://news.example.org:8443", "https://news.example.org:8443"),
    ],
)
def test_what_people_type_becomes_what_browsers_send(typed: str, origin: str) -> None:
    assert normalise_origin(typed) == origin
    assert normalise_origin(origin) == origin
    assert ANY_ORIGIN.fullmatch(origin)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "news.example.org",
        "ftp://news.example.org",
        "javascript://news.example.org",
        "https://",
        "https://*.example.org",
        "https://news example.org",
        "https://news.example.org/article",
        "https://news.example.org?page=1",
        "https://news.example.org#top",
        "https://ada@news.example.org",
        "https://:secret@news.example.org",
        "https://news..example.org",
        "https://news.example.org:99999",
        "https://news.example.org:port",
        "https://[::1",
        "null",
    ],
)
def test_what_is_no_origin_is_refused_with_what_to_do(typed: str) -> None:
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        normalise_origin(typed)


@given(text=st.text(max_size=60) | st.text(max_size=40).map(lambda rest: f"https://{rest}"))
def test_any_text_is_an_origin_or_a_value_error(text: str) -> None:
    try:
        origin = normalise_origin(text)
    except ValueError:
        return
    assert normalise_origin(origin) == origin
    assert origin.isascii()
    assert origin.startswith(("http://", "https://"))
