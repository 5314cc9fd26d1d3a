"""An organizer's mailing list: a header that says what is in which column, then one row for each person."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from widget_server.core.personal_link import LINKED_FIELDS

LINK_COLUMN = "link"


@dataclass(frozen=True, slots=True)
class MailingList:
    """`columns`: where each of LINKED_FIELDS stands, as far as the list has it; `width`: cells in a row."""

    columns: Mapping[str, int]
    width: int

    def person(self, row: Sequence[str]) -> dict[str, str]:
        """What the row says about its person. Raises ValueError where its cells can't be told apart."""
        if len(row) != self.width:
            raise ValueError(f"has {len(row)} cells, not {self.width} as the first line")
        return {name: row[place] for name, place in self.columns.items()}


def read_header(cells: Sequence[str]) -> MailingList:
    """Names count without regard to case and blanks around them. Raises ValueError with what to do."""
    names = [cell.strip().lower() for cell in cells]
    doubled = [name for name in LINKED_FIELDS if names.count(name) > 1]
    if doubled:
        raise ValueError(f"there are two columns `{doubled[0]}`. Remove or rename one of them.")
    if "email" not in names:
        near = difflib.get_close_matches("email", names, n=1, cutoff=0.5)
        hint = (
            f"Rename `{near[0]}`, if that is the one" if near else "Rename the column that has the addresses"
        )
        raise ValueError(f"there is no column `email`. {hint}, to `email`.")
    if LINK_COLUMN in names:
        raise ValueError(f"there is a column `{LINK_COLUMN}` already. Remove or rename it.")
    return MailingList({name: names.index(name) for name in LINKED_FIELDS if name in names}, len(names))
