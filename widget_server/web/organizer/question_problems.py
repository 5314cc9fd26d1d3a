"""What is wrong with the rows of a petition's form, by the inputs that it came from, as web/organizer/question_rows.py
has them.
"""

import re
from collections.abc import Mapping, Sequence

from widget_server.core.option_lines import read_option_lines
from widget_server.web.organizer.question_rows import Row, asked_rows, is_number

_PART_AT_FAULT = re.compile(r"(?:`(label|options|max_length)`|an option) of \S+ (.*)", re.DOTALL)


def gaps_in(rows: Sequence[Row]) -> dict[str, str]:
    """What is missing, by the id of its field, all at once; the petition file's rules judge the rest."""
    problems: dict[str, str] = {}
    for row in rows:
        if row.is_own and not row.label.strip():
            problems[field_id(row, "label")] = "Write the question, or take it out."
        if row.type == "select" and not read_option_lines(row.options):
            problems[field_id(row, "options")] = (
                "Write at least one answer to choose, each on a line of its own."
            )
        if row.type == "text" and not is_number(row.max_length):
            problems[field_id(row, "max_length")] = "Write a number, such as 200."
    return problems


def at_row(problems: Mapping[str, str], rows: Sequence[Row]) -> dict[str, str]:
    """Problems of `fields.3`, the fourth entry of the file, by the field of the form that it came from."""
    found: dict[str, str] = {}
    for name, words in problems.items():
        stem, _, number = name.partition(".")
        row = asked_rows(rows)[int(number)] if stem == "fields" and number else None
        if row is None or not row.is_own:
            found[stem if row else name] = words
            continue
        part = _PART_AT_FAULT.match(words)
        whose = "This" if part and part[1] else "An answer to choose"
        found[field_id(row, (part[1] or "options") if part else "label")] = (
            f"{whose} {part[2]}" if part else words
        )
    return found


def names_of(rows: Sequence[Row]) -> dict[str, str]:
    """What an error's heading calls each input of own questions."""
    own = [row for row in rows if row.is_own]
    parts = {"label": "", "options": ", answers", "max_length": ", longest answer"}
    return {
        field_id(row, part): f"Your question {number}{words}"
        for number, row in enumerate(own, 1)
        for part, words in parts.items()
    }


def field_id(row: Row, part: str) -> str:
    """The name of an input of an own question, such as q_new1_label."""
    return f"q_{row.key}_{part}"
