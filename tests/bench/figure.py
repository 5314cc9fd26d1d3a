"""One line of the organizers' table."""

from dataclasses import dataclass

HEADINGS = ("what", "against", "measured", "bound", "ours", "theirs")


@dataclass(frozen=True)
class Figure:
    """A value beside its bound, which it may not exceed, or, with `is_least`, fall short of."""

    what: str
    against: str
    value: float
    bound: float
    unit: str = "x"
    ours: str = ""
    theirs: str = ""
    is_least: bool = False

    def cells(self) -> tuple[str, ...]:
        """The row's cells."""
        is_met = self.value >= self.bound if self.is_least else self.value <= self.bound
        side = "at least" if self.is_least else "at most"
        return (
            self.what,
            self.against,
            f"**{self._said(self.value)}**{'' if is_met else ' (missed)'}",
            f"{side} {self._said(self.bound)}",
            self.ours,
            self.theirs,
        )

    def _said(self, value: float) -> str:
        return f"{value:.2f} {self.unit}" if self.unit == "x" else f"{value:,.0f} {self.unit}"
