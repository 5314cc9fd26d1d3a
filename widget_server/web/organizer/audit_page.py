"""GET /organizer/audit, and POST for the file: who did what, when, from where. Owners alone."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from starlette.responses import JSONResponse, Response, StreamingResponse

from widget_server.actions.read_audit_log import ReadAuditLog
from widget_server.core.audit import AuditFilter, AuditRow
from widget_server.core.clock import DAY, from_datetime
from widget_server.web.headers import download_headers
from widget_server.web.organizer.audit_words import action_words, value_words
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.pages import OrganizerPages

LONGEST = 300
FILTER = ("who", "action", "subject", "from", "to")


class AuditPage:
    """The log, filtered."""

    def __init__(self, pages: OrganizerPages, log: ReadAuditLog) -> None:
        self._pages = pages
        self._log = log

    async def show(self, call: Call) -> Response:
        """Fifty rows, the newest first."""
        typed = {name: call.query(name)[:LONGEST] for name in FILTER}
        return await self._page(call, typed)

    async def export(self, call: Call) -> Response:
        """The same rows as a CSV file, all of them. A filter that says nothing sensible takes nothing out."""
        typed = {name: call.form.text(name)[:LONGEST] for name in FILTER}
        wanted, problems = _filter(typed)
        if (
            problems and call.request.headers.get("accept") == "application/json"
        ):  # download.ts waits for a file
            words = "; ".join(f"{name.capitalize()}: {what}" for name, what in problems.items())
            return JSONResponse({"problem": words}, 422, {"Cache-Control": "no-store"})
        if problems:
            return await self._page(call, typed)
        pieces = await self._log.export(call.actor, wanted)
        return StreamingResponse(
            pieces, media_type="text/csv; charset=utf-8", headers=download_headers("audit-log.csv")
        )

    async def _page(self, call: Call, typed: dict[str, str]) -> Response:
        wanted, problems = _filter(typed)
        before = call.query("before")
        before_id = int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None
        rows, next_id, actions = await self._log.page(wanted, before_id)
        asked = {name: value for name, value in typed.items() if value}
        context = {
            "rows": [_shown(row) for row in rows],
            "next_url": f"?{urlencode(asked | {'before': str(next_id)})}" if next_id else "",
            "actions": sorted(((one, action_words(one)) for one in actions), key=lambda one: one[1]),
            "typed": typed,
            "is_filtered": bool(asked),
            "problems": problems,
        }
        return self._pages.page("organizer/audit.html", call, context, status=422 if problems else 200)


def _filter(typed: dict[str, str]) -> tuple[AuditFilter, dict[str, str]]:
    problems: dict[str, str] = {}

    def day(name: str) -> int | None:
        if not typed[name]:
            return None
        try:
            return from_datetime(datetime.strptime(typed[name], "%Y-%m-%d").replace(tzinfo=UTC))
        except (ValueError, OverflowError):
            problems[name] = "Write the day as 2027-01-31."
            return None

    since, last = day("from"), day("to")
    until = None if last is None else last + DAY
    wanted = AuditFilter(
        typed["who"].strip(), typed["action"].strip(), typed["subject"].strip(), since, until
    )
    return wanted, problems


def _shown(row: AuditRow) -> dict[str, Any]:
    changed = sorted({*row.before, *row.after})
    return {
        "facts": row,
        "what": action_words(row.action),
        "changes": [
            {"name": name.replace("_", " "), "before": before, "after": after}
            for name in changed
            if (before := value_words(row.before.get(name))) != (after := value_words(row.after.get(name)))
        ],
    }
