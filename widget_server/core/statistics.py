"""A petition's open figures: what outsiders may recount, each figure defined inside.

Countries with fewer than 10 signatures are hidden: there a number may be a person. So that none can be worked out from
the total and the rest, hidden ones are at least two, and each of them could have 10, or none; else the next smallest
hides, too, and looks like the others. Where even all together are too few, no country is named.
"""

from collections.abc import Mapping
from typing import Any

from widget_server.core.clock import DAY, isoformat
from widget_server.core.figures import Counts, Figures, added
from widget_server.core.partner import Partner
from widget_server.core.petition import Petition

LEAST_SHOWN = 10

DEFINITIONS = {
    "confirmed": "Signatures that count now: sent in, confirmed by the owner of the e-mail address where the petition "
    "asks for that, and neither withdrawn nor invalidated since.",
    "waiting": "Signatures that were sent in and are not confirmed yet. They do not count.",
    "withdrawn": "Signatures that their signers, or the owners of the e-mail addresses, took back, ever.",
    "invalidated": "Signatures that an organizer took out, each with a reason, and did not put back.",
    "by_day.confirmed": "Signatures that came to count on this day (UTC).",
    "by_day.removed": "Signatures that had counted and were withdrawn or invalidated on this day (UTC).",
    "by_country": "Confirmed signatures by the country that signers gave; null: they gave none. Where there are fewer "
    "than 10 the number is hidden, and where a hidden one could be worked out, the next smallest is hidden as well; "
    "where that does not help, no country is named.",
    "by_country.others": "Confirmed signatures of all countries whose numbers are hidden, together.",
    "by_partner": "Confirmed signatures by the site that they came through, for partners that agree to be named.",
    "by_partner.others": "Confirmed signatures through all other sites and the petition's own page, together.",
    "removed": "Withdrawn and invalidated signatures by reason, whether they had been confirmed or not.",
}


def statistics(petition: Petition, figures: Figures, partners: Mapping[int, Partner]) -> dict[str, Any]:
    """JSON values. `partners` by id."""
    whole = figures.whole
    return {
        "petition": petition.slug,
        "title": petition.text.title,
        "as_of": isoformat(figures.as_of),
        "definitions": DEFINITIONS,
        "totals": {
            "confirmed": whole.counting,
            "waiting": whole.waiting,
            "withdrawn": whole.withdrawn,
            "invalidated": whole.invalidated,
        },
        "by_day": [_day(day, added(row.values())) for day, row in figures.days],
        "by_country": by_country({code: counts.counting for code, counts in figures.countries.items()}),
        "by_partner": _by_partner(figures.partners, partners),
        "removed": [
            {"reason": reason or "not_told", "withdrawn": counts.withdrawn, "invalidated": counts.invalidated}
            for reason, counts in sorted(figures.labels.get("reason", {}).items())
            if counts.withdrawn or counts.invalidated
        ],
    }


def _day(day: int, counts: Counts) -> dict[str, Any]:
    return {
        "day": isoformat(day * DAY)[:10],
        "confirmed": counts.confirmed,
        "removed": counts.unconfirmed,
    }


def by_country(counted: Mapping[str, int]) -> dict[str, Any]:
    """{"GB": 120, "DE": 10, "FR": 4, "IE": 3} -> GB alone: FR and IE have 7 together, so DE hides with them.

    `fewer_than` stands with all hidden ones or with none: it must not tell which of them is the one that only hides for
    the others' sake.
    """
    rows = sorted(((code, n) for code, n in counted.items() if n > 0), key=lambda row: (row[1], row[0]))
    hidden: list[tuple[str, int]] = []
    while rows and (rows[0][1] < LEAST_SHOWN or not _is_safe(hidden)):
        smallest = rows[0][1]
        while rows and rows[0][1] == smallest:  # which of two alike it was would tell something, too
            hidden.append(rows.pop(0))
    listed = [{"country": code or None, "confirmed": n} for code, n in reversed(rows)]
    if _is_safe(hidden):
        bound = LEAST_SHOWN if all(n < LEAST_SHOWN for _, n in hidden) else None
        listed += [
            {"country": code or None, "confirmed": None, "fewer_than": bound} for code, _ in sorted(hidden)
        ]
    return {"countries": listed, "others": sum(n for _, n in hidden)}


def _is_safe(hidden: list[tuple[str, int]]) -> bool:
    """Everybody knows that each has one at least, and nine at most where none hides for others' sake."""
    together = sum(n for _, n in hidden)
    most_of_one = together - (len(hidden) - 1)
    are_all_nine = all(n == LEAST_SHOWN - 1 for _, n in hidden)
    return not hidden or (len(hidden) > 1 and most_of_one >= LEAST_SHOWN and not are_all_nine)


def _by_partner(counted: Mapping[int, Counts], partners: Mapping[int, Partner]) -> dict[str, Any]:
    named = {key for key in counted if key in partners and partners[key].is_public}
    rows = [
        {"partner": partners[key].key, "name": partners[key].name, "confirmed": counted[key].counting}
        for key in named
    ]
    rows.sort(key=lambda row: str(row["partner"]))
    others = sum(counts.counting for key, counts in counted.items() if key not in named)
    return {"partners": rows, "others": others}


CSV_HEADER = ("section", "name", "figure", "value")


def as_rows(found: Mapping[str, Any]) -> list[tuple[object, ...]]:
    """The same as lines of a table. A hidden number is '<10', or '' where it is hidden for another's sake."""
    rows: list[tuple[object, ...]] = [CSV_HEADER, ("petition", found["petition"], "as_of", found["as_of"])]
    rows += [("totals", "", name, value) for name, value in found["totals"].items()]
    for one in found["by_day"]:
        rows += [("by_day", one["day"], name, one[name]) for name in ("confirmed", "removed")]
    for one in found["by_country"]["countries"]:
        value = one["confirmed"]
        shown = ("<10" if one.get("fewer_than") else "") if value is None else value
        rows.append(("by_country", one["country"] or "", "confirmed", shown))
    rows.append(("by_country", "others", "confirmed", found["by_country"]["others"]))
    rows += [
        ("by_partner", one["partner"], "confirmed", one["confirmed"])
        for one in found["by_partner"]["partners"]
    ]
    rows.append(("by_partner", "others", "confirmed", found["by_partner"]["others"]))
    for one in found["removed"]:
        rows += [("removed", one["reason"], name, one[name]) for name in ("withdrawn", "invalidated")]
    rows += [("definitions", "", name, text) for name, text in found["definitions"].items()]
    return rows
