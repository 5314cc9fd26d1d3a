"""Cells of an export: no formula gets through, and the quick way says the same as the plain one."""

import csv
import io
import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.campaign import petition_file
from widget_server.core.csv_cells import BOM, DANGEROUS, cell, column, csv_columns
from widget_server.core.export import ExportWish, Format, Stored, Writer
from widget_server.core.petition import Petition, PetitionText
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.sealing import PersonalData, PetitionVault

BEGINNINGS = ("", " ", "\u00a0", "\u3000", "  \u3000")
VAULT = PetitionVault(1, b"k" * 32)
FORMULA = "=1+1"


def read_back(values: Sequence[str]) -> list[str]:
    """Cells of a column, as a spreadsheet reads them."""
    return [line[0] for line in csv.reader(io.StringIO(csv_columns([column(values), ["x"] * len(values)])))]


def test_whatever_may_begin_a_formula_is_defused_also_behind_blanks() -> None:
    formulas = [f"{blank}{first}1+1" for blank in BEGINNINGS for first in DANGEROUS]
    assert all(one.startswith("'") for one in read_back(formulas))


@pytest.mark.parametrize("first", ["=", "\uff1d", "\t", " "])
def test_one_formula_among_harmless_cells_is_found(first: str) -> None:
    assert read_back(["Ada", "", f"{first}=1+1", "Bea"]) == ["Ada", "", f"'{first}=1+1", "Bea"]


@given(
    st.lists(
        st.lists(st.text(alphabet="=+-@\"',;\t\r\n\0 \u00a0\u3000\uff1d\u2028a1é"), min_size=2, max_size=2)
    )
)
def test_columns_are_written_as_the_library_writes_their_defused_cells(rows: list[list[str]]) -> None:
    library = io.StringIO()
    cells = [[cell(value.replace("\r\n", "\n")) for value in row] for row in rows]
    csv.writer(library).writerows(cells)
    assert csv_columns(column(values) for values in zip(*rows, strict=True)) == library.getvalue()


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
    row = (
        b"i" * 16, "confirmed", 0, 0, 1, FORMULA, FORMULA, FORMULA, FORMULA,
        1, 0, 1, FORMULA, sealed,  # booleans as SQLite gives them
    )  # fmt: skip
    writer = Writer(ExportWish("everything", format_), petition, VAULT, {1: FORMULA})
    lines = writer.piece(Stored(*([value] for value in row)))  # type: ignore[arg-type]  # of many types
    return (writer.head() + lines).decode()


def test_a_formula_is_defused_in_every_column_even_in_one_named_like_ours() -> None:
    [head, line] = csv.reader(io.StringIO(written("csv").removeprefix(BOM)))
    assert not any(one.startswith("=") for one in line)
    assert line.count("'" + FORMULA) == 13
    assert (line[head.index("state")], line[head.index("updates")]) == ("confirmed", "yes")


def test_yes_and_no_and_own_answers_are_told_as_they_are_whatever_the_database() -> None:
    found = json.loads(written("jsonl"))
    assert (found["partner_updates"], found["show_name"]) == (False, True)
    assert (found["extra_state"], found["extra_updates"]) == (FORMULA, FORMULA)
