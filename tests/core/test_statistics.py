"""Open figures: what is hidden, and that it can't be worked out."""

import csv
import io
import json
from itertools import product

from hypothesis import example, given
from hypothesis import strategies as st

from widget_server.core.clock import DAY
from widget_server.core.csv_cells import csv_lines
from widget_server.core.figures import Counts, Figures
from widget_server.core.partner import Partner
from widget_server.core.petition import Petition, PetitionText
from widget_server.core.statistics import LEAST_SHOWN, as_rows, by_country, statistics

counted = st.dictionaries(st.sampled_from(["GB", "DE", "FR", "IE", "PL", "IT", ""]), st.integers(0, 40))


@given(counted)
def test_no_number_below_ten_is_shown_or_can_be_worked_out(numbers: dict[str, int]) -> None:
    found = by_country(numbers)
    shown = {row["country"]: row["confirmed"] for row in found["countries"] if row["confirmed"] is not None}
    hidden = [row for row in found["countries"] if row["confirmed"] is None]
    assert all(number >= LEAST_SHOWN for number in shown.values())
    assert sum(shown.values()) + found["others"] == sum(numbers.values())
    total_hidden = sum(numbers.values()) - sum(shown.values())
    if hidden and shown:  # with nothing shown there is only the total, which everybody knows
        assert len(hidden) > 1
        assert total_hidden >= LEAST_SHOWN


@given(counted)
@example({"GB": 1, "DE": 17})  # together as many as two that have nine each
def test_every_country_with_a_signature_is_named_unless_all_are_too_few(numbers: dict[str, int]) -> None:
    found = by_country(numbers)
    named = [row["country"] or "" for row in found["countries"]]
    assert sorted(named) == sorted(code for code, number in numbers.items() if number) or not named
    if max(numbers.values(), default=0) >= LEAST_SHOWN + len(numbers):
        assert named


def test_whoever_knows_the_rule_works_nobody_out() -> None:
    """All that three countries can have, by what is shown of it: a hidden one below ten could always be another."""
    could_be: dict[str, list[dict[str, int]]] = {}
    for numbers in product(range(31), repeat=3):
        counted = dict(zip(("DE", "FR", "GB"), numbers, strict=True))
        could_be.setdefault(json.dumps(by_country(counted)), []).append(counted)
    for shown, inputs in could_be.items():
        for row in json.loads(shown)["countries"]:
            numbers_of = {one[row["country"]] for one in inputs}
            assert row["confirmed"] or len(numbers_of) > 1, (shown, inputs)


def test_a_long_tail_of_single_signatures_is_not_a_list_of_persons() -> None:
    tail = {f"{chr(65 + n)}X": 1 for n in range(10)}
    found = by_country(tail | {"GB": 500, "DE": 80})
    assert [row["country"] for row in found["countries"] if row["confirmed"]] == ["GB"]
    assert found["others"] == 90
    assert by_country(tail) == {"countries": [], "others": 10}


def test_the_one_that_hides_for_others_sake_looks_like_them() -> None:
    """ "Fewer than ten" beside one of two would tell the other: 1 of 11, where that has ten at least."""
    rows = by_country({"FR": 1, "DE": 10, "GB": 50})["countries"]
    assert {row["fewer_than"] for row in rows if row["confirmed"] is None} == {None}


def test_the_next_smallest_hides_where_a_hidden_one_could_be_worked_out() -> None:
    found = by_country({"GB": 120, "DE": 10, "FR": 4, "IE": 3})
    assert [row["country"] for row in found["countries"] if row["confirmed"]] == ["GB"]
    assert found["others"] == 17


def petition() -> Petition:
    text = PetitionText(1, "en", "Title", "Target", "Statement", "", (), "", "")
    return Petition(1, "slug", text, "", "", (), "open", "en")


FIGURES = Figures(
    as_of=DAY,
    days=((0, {1: Counts(30, 20, 2, 1, 3), 2: Counts(10, 10)}),),
    partners={0: Counts(5, 5), 1: Counts(30, 20, 2, 1, 3), 2: Counts(10, 10)},
    countries={"GB": Counts(45, 35, 2, 1, 3)},
    labels={"reason": {"not_me": Counts(0, 0, 2, 0, 2), "bots": Counts(0, 0, 0, 1, 1)}},
)
PARTNERS = {
    1: Partner(1, "news", "News", frozenset(), is_public=True),
    2: Partner(2, "shy", "Shy", frozenset()),
}


def test_partners_are_named_where_they_agree_and_the_rest_is_summed() -> None:
    found = statistics(petition(), FIGURES, PARTNERS)
    assert found["by_partner"] == {
        "partners": [{"partner": "news", "name": "News", "confirmed": 17}],
        "others": 15,
    }
    assert found["by_day"] == [{"day": "1970-01-01", "confirmed": 30, "removed": 3}]


def test_reasons_add_up_to_what_was_taken_back_and_out() -> None:
    found = statistics(petition(), FIGURES, PARTNERS)
    for name in ("withdrawn", "invalidated"):
        assert sum(row[name] for row in found["removed"]) == found["totals"][name]


def test_every_figure_is_defined_inside() -> None:
    found = statistics(petition(), FIGURES, PARTNERS)
    defined = found["definitions"].keys()
    assert found["totals"].keys() <= defined
    assert {"by_day.confirmed", "by_day.removed", "by_country", "by_partner", "removed"} <= defined


def test_the_table_says_the_same() -> None:
    found = statistics(petition(), FIGURES, PARTNERS)
    rows = list(csv.reader(io.StringIO(csv_lines(as_rows(found)))))
    assert ["totals", "", "confirmed", "32"] in rows
    assert ["by_partner", "news", "confirmed", "17"] in rows
    assert ["removed", "bots", "invalidated", "1"] in rows
    assert all(len(row) == 4 for row in rows)
