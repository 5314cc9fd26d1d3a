"""What has changed between two texts, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.word_changes import LONGEST, Change, word_changes

TEXT = st.one_of(
    st.text(max_size=80), st.lists(st.sampled_from(["open", "the", "door", " ", ". "])).map("".join)
)


@given(before=TEXT, after=TEXT)
def test_both_texts_can_be_read_out_of_what_has_changed(before: str, after: str) -> None:
    changes = word_changes(before, after)
    assert "".join(one.text for one in changes if one.kind != "new") == before
    assert "".join(one.text for one in changes if one.kind != "gone") == after


def test_a_word_that_was_replaced_is_told_alone() -> None:
    assert word_changes("Open it on Sundays, please.", "Open it on Saturdays, please.") == [
        Change("same", "Open it on "),
        Change("gone", "Sundays"),
        Change("new", "Saturdays"),
        Change("same", ", please."),
    ]


def test_a_phrase_is_replaced_as_a_whole() -> None:
    assert word_changes("Open it on Sundays.", "Open it every day.") == [
        Change("same", "Open it "),
        Change("gone", "on Sundays"),
        Change("new", "every day"),
        Change("same", "."),
    ]


def test_a_language_without_blanks_is_compared_by_its_characters() -> None:
    assert word_changes("日曜日に開けて", "土曜日に開けて") == [
        Change("gone", "日"),
        Change("new", "土"),
        Change("same", "曜日に開けて"),
    ]


def test_very_long_texts_are_told_as_changed_altogether() -> None:
    before, after = "a " * LONGEST, "a " * LONGEST + "b"
    assert word_changes(before, after) == [Change("gone", before), Change("new", after)]
    assert word_changes(before, before) == [Change("same", before)]
