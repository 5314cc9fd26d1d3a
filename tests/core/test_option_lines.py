"""Options of a question as lines of text: what is stored comes out of its lines again."""

from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.option_lines import option_lines, read_option_lines

WORDS = st.one_of(
    st.text("ab=\\ ", min_size=1, max_size=12),
    st.text(st.characters(blacklist_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30),
).map(str.strip)


@given(st.lists(st.tuples(WORDS.filter(bool), WORDS.filter(bool)), max_size=5))
def test_whatever_is_stored_comes_out_of_its_lines_again(options: list[tuple[str, str]]) -> None:
    assert read_option_lines(option_lines(options)) == options


def test_a_line_is_the_words_or_a_value_and_its_words() -> None:
    assert read_option_lines("web = On the web\n\n  A friend  \na=b\n") == [
        ("web", "On the web"),
        ("A friend", "A friend"),
        ("a=b", "a=b"),
    ]
