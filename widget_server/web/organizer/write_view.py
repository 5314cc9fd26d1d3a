"""The page on which a petition is written: its form, with what is wrong and what somebody else has changed."""

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from widget_server.core.catalogue import Catalogue, Catalogues
from widget_server.core.clock import Clock
from widget_server.core.fields import KNOWN_FIELDS
from widget_server.core.goals import ladder
from widget_server.core.petition import Petition
from widget_server.core.petition_fields import MOST_EXTRA
from widget_server.core.totals import Totals
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages
from widget_server.web.organizer.petition_form import shown
from widget_server.web.organizer.question_problems import at_row, names_of
from widget_server.web.organizer.question_rows import KINDS, empty_row, in_words, next_key

SIGNED = ("title", "target", "statement", "consent", "opt_ins")
"""What people sign: another one of these makes a new text."""


class WriteView:
    """Shows it, whether the form was sent or a file."""

    def __init__(
        self, pages: OrganizerPages, catalogues: Catalogues, totals: Callable[[int], Totals], clock: Clock
    ) -> None:
        self._pages = pages
        self._catalogues = catalogues
        self._words: Catalogue = catalogues.best("en")
        self._totals = totals
        self._clock = clock

    def page(
        self,
        call: Call,
        values: dict[str, Any],
        stored: Petition | None,
        problems: dict[str, str],
        status: int = 200,
        *,
        new_text: bool = False,
        other: dict[str, Any] | None = None,
        done: str = "",
        file_url: str = "",
    ) -> Response:
        """`values` stand in the form of the petition `stored`, None: a new one. `other` is what another editor has
        saved meanwhile; `file_url` is where a file belongs that is not for this page.
        """
        labels = {name: self._words.text("fields", name) for name in KNOWN_FIELDS}
        rows = values["rows"]
        context: dict[str, Any] = {
            "petition": stored,
            "status": stored.status(self._clock()) if stored else "",
            "values": values,
            "opened_at": (stored.updated_at if other else call.form.text("opened_at") or stored.updated_at)
            if stored
            else "",
            "labels": labels,
            "kinds": KINDS,
            "new_row": next_key(rows),
            "empty_rows": [empty_row(kind) for kind in KINDS],
            "row_names": names_of(rows),
            "may_add": sum(row.is_own for row in rows) < MOST_EXTRA,
            "goals": self._goals(stored),
            "languages": sorted((one.tag, one.language) for one in self._catalogues),
            "problems": at_row(problems, rows),
            "new_text": new_text,
            "other": other and other | {"fields": in_words(other["rows"], labels)},
            "asked_now": in_words(rows, labels),
            "is_file": call.form.file("file") is not None,
            "file_url": file_url,
        }
        return self._pages.page("organizer/write.html", call, context, status=status, notice=done)

    def changed(self, call: Call, values: dict[str, Any], now: Petition) -> Response:
        """Nothing was overwritten: `values` are kept in the form, and what is stored `now` is told."""
        return self.page(call, values, now, {}, 409, other=shown(now))

    def _goals(self, stored: Petition | None) -> tuple[int, list[int]]:
        """What counts by now, and the goals that follow while the petition's own are left to the ladder."""
        confirmed = self._totals(stored.id).confirmed if stored else 0
        return confirmed, ladder(confirmed)


def makes_new_text(stored: Petition, values: dict[str, Any]) -> bool:
    """Whether people would sign something else from now on, where some may have signed already."""
    if stored.state == "draft":
        return False
    before = shown(stored)
    return any(_plain(values[name]) != _plain(before[name]) for name in SIGNED)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else value
