"""Cells of an export: no formula gets through, and the quick way says the same as the plain one."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from tests.support.campaign import petition_file
from widget_server.core.csv_cells import BOM, DANGEROUS, cell, column
from widget_server.core.export import ExportWish, Format, StoredRow, Writer
from widget_server.core.petition import Petition, PetitionText
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.sealing import PersonalData, PetitionVault

BEGINNINGS = ("", " ", "\u00a0", "\u3000", "  \u3000")
VAULT = PetitionVault(1, b"k" * 32)
FORMULA = "=1+1"


def test_whatever_may_begin_a_formula_is_defused_also_behind_blanks() -> None:
    formulas = [f"{blank}{first}1+1" for blank in BEGINNINGS for first in DANGEROUS]
    assert all(one.startswith("'") for one in column(formulas))


@given(st.lists(st.text(alphabet="=+-@\t\r\n\0 \u00a0\u3000\uff1da1é")))
def test_a_column_is_what_its_cells_are(values: list[str]) -> None:
    assert column(values) == [cell(value) for value in values]


def written(format_: Format) -> str:
    """A supporter who typed a formula wherever there is a field, two of them named as columns of ours.

    Answers are sealed by the names in the petition's file.
    """
    own = [{"name": name, "label": name, "type": "text"} for name in ("state", "updates")]
    fields = parse_petition_file(petition_file(fields=["email", *own])).fields
    text = PetitionText(1, "en", "Title", "Target", "Statement", "", (), "", "")
    petition = Petition(1, "slug", text, "", "", fields, "open", "en")
    answers = dict.fromkeys(("state", "updates"), FORMULA)
    person = PersonalData(FORMULA, FORMULA, FORMULA, FORMULA, FORMULA, answers)
    sealed = VAULT.seal(person, b"i" * 16)
    row = StoredRow(
        b"i" * 16, "confirmed", 0, 0, 1, FORMULA, FORMULA, FORMULA, FORMULA,
        1, 0, 1, FORMULA, sealed,  # type: ignore[arg-type]  # as SQLite gives booleans
    )  # fmt: skip
    writer = Writer(ExportWish("everything", format_), petition, VAULT, {1: FORMULA})
    return writer.head() + writer.piece([row])


def test_a_formula_is_defused_in_every_column_even_in_one_named_like_ours() -> None:
    [head, line] = csv.reader(io.StringIO(written("csv").removeprefix(BOM)))
    assert not any(one.startswith("=") for one in line)
    assert line.count("'" + FORMULA) == 13
    assert (line[head.index("state")], line[head.index("updates")]) == ("confirmed", "yes")


def test_yes_and_no_and_own_answers_are_told_as_they_are_whatever_the_database() -> None:
    found = json.loads(written("jsonl"))
    assert (found["partner_updates"], found["show_name"]) == (False, True)
    assert (found["extra_state"], found["extra_updates"]) == (FORMULA, FORMULA)
