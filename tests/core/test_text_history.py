"""The texts that a petition has had: since when each stood, and what tells it from the one before."""

from widget_server.core.clock import HOUR
from widget_server.core.petition import PetitionText
from widget_server.core.text_history import WrittenText, history, sent_while, stood


def written(id_: int, at: int, statement: str = "Open it.", locale: str = "en") -> WrittenText:
    return WrittenText(PetitionText(id_, locale, "Title", "Target", statement, "Yes.", (), "Legal.", ""), at)


TEXTS = [
    written(1, 10),
    written(2, 20, "Öffnet.", "de"),
    written(3, 30, "Open it now."),
    written(4, 40, "Open all."),
]


def test_each_text_stands_until_the_next_of_its_language() -> None:
    found, has_older = history(TEXTS, frozenset({2, 4}), None, 10)
    assert [(one.text.id, one.since, one.until, one.is_current) for one in found] == [
        (4, 40, None, True),
        (3, 30, 40, False),
        (2, 20, None, True),
        (1, 10, 30, False),
    ]
    assert not has_older
    assert [stood(one, now=90) for one in found] == [(40, 90), (30, 40), (20, 90), (10, 30)]


def test_what_differs_from_the_one_before_in_its_language_is_told() -> None:
    found, _ = history(TEXTS, frozenset({2, 4}), None, 10)
    last, middle, german, first = found
    assert german.changes is None
    assert first.changes is None
    assert middle.changes is not None
    assert list(middle.changes) == ["statement"]
    assert [one for one in middle.changes["statement"] if one.kind == "new"] == [("new", " now")]
    assert last.changes is not None


def test_where_an_older_text_has_come_back_nobody_says_when_each_stood() -> None:
    found, _ = history(TEXTS, frozenset({2, 1}), None, 10)
    assert [(one.text.id, one.until, one.is_current) for one in found] == [
        (4, None, False),
        (3, None, False),
        (2, None, True),
        (1, None, True),
    ]
    assert [stood(one, now=90) for one in found] == [None, None, (20, 90), None]


def test_texts_come_in_pages() -> None:
    first, has_older = history(TEXTS, frozenset({2, 4}), None, 3)
    assert ([one.text.id for one in first], has_older) == ([4, 3, 2], True)
    second, has_older = history(TEXTS, frozenset({2, 4}), 2, 3)
    assert ([one.text.id for one in second], has_older) == ([1], False)


def test_an_hour_in_which_one_text_took_anothers_place_is_counted_once() -> None:
    hours = {1: (10, 5), 2: (20, 6), 3: (40, 7)}
    at = 2 * HOUR + 5
    assert sent_while(hours, HOUR, at) == (10, 5)
    assert sent_while(hours, at, 4 * HOUR) == (60, 13)
    assert sent_while(hours, HOUR + 1, HOUR + 2) == (10, 5)  # a text that stood for less than an hour
