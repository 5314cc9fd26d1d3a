"""What is handed over to a petition's target on paper: the cover, and those who agreed to be shown."""

from msgspec import Struct


class Cover(Struct, frozen=True):
    """`total` counts all that count, shown or not. `days` are UTC days, oldest first, each with those it brought."""

    title: str
    target: str
    statement: str
    total: int
    made_on: str
    days: tuple[tuple[str, int], ...] = ()


class ShownSupporter(Struct, frozen=True):
    """One who agreed that name and comment are public. As a row of the kind `shown` in core/export.py says it."""

    given_name: str = ""
    family_name: str = ""
    country: str = ""
    comment: str = ""

    @property
    def name(self) -> str:
        """As one line."""
        return " ".join(f"{self.given_name} {self.family_name}".split())
