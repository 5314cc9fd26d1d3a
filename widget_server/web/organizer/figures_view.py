"""A petition's figures as the dashboard shows them: JSON for its script and its stream, and rows for its tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.clock import DAY, HOUR, isoformat
from widget_server.core.figures import HOURS_SHOWN, NOTHING, Counts, Figures, day_of_goal, pace, rate
from widget_server.core.invalidation import REASONS
from widget_server.core.partner import Partner
from widget_server.core.statistics import by_country

OWN_PAGE = "Own page"
MOST_ROWS = 20
"""Of names that anybody can make: sources and referrals."""
OTHERS = "ZZ"
"""In place of a country's code: of no country (ISO 3166-1, user-assigned), and known to browsers as such."""


REASON_WORDS: dict[str, str] = {
    **{str(reason): words for reason, words in REASONS.items()},
    "": "Not told",
    "not_me": "“It wasn\u2019t me”",
    "by_signer": "Taken back by the signer",
    "asked_organizer": "Taken back by you, as asked",
}


@dataclass(frozen=True)
class FiguresView:
    """One petition's, as of `now`. `partners` by id. `are_small_hidden`: countries are told as in the open figures, for
    eyes that are not the organizers' own.
    """

    live: LivePetition
    figures: Figures
    partners: Mapping[int, Partner]
    now: int
    are_small_hidden: bool = False

    @classmethod
    def of(
        cls, campaign: Campaign, live: LivePetition, figures: Figures, partner_id: int | None, now: int
    ) -> Self:
        """As the staff sees it, or the partner of this id."""
        partners = {one.id: one for one in campaign.partners.values()}
        return cls(live, figures, partners, now, are_small_hidden=partner_id is not None)

    def heads(self) -> dict[str, Any]:
        """The figures at the top, as they go over the stream, too."""
        whole = self.figures.whole
        per_day = pace(self.figures, self.now)
        goal = self.live.petition.goal(whole.counting)
        day = day_of_goal(whole.counting, goal, per_day, self.now)
        return {
            "confirmed": whole.counting,
            "waiting": whole.waiting,
            "withdrawn": whole.withdrawn,
            "invalidated": whole.invalidated,
            "today": self.figures.on_day(self.now).counting,
            "hour": self.figures.in_hour(self.now).counting,
            "hour_before": self.figures.in_hour(self.now - HOUR).counting,
            "pace": round(per_day, 1),
            "goal": goal,
            "goal_day": isoformat(day)[:10] if day else None,
            "as_of": isoformat(self.figures.as_of),
        }

    def partner_rows(self) -> list[dict[str, Any]]:
        """By partner, the most signatures first."""
        rows = [self._partner_row(key, counts) for key, counts in self.figures.partners.items()]
        known = {row["id"] for row in rows}
        begun = [key for key in self.figures.begun if key not in known]
        rows += [self._partner_row(key, Counts()) for key in begun]
        return sorted(rows, key=lambda row: (-row["confirmed"], row["name"]))

    def _partner_row(self, key: int, counts: Counts) -> dict[str, Any]:
        opt_ins = self.figures.opt_ins.get(key, {})
        begun = self.figures.begun.get(key, 0)
        last = self.figures.last_hours.get(key)
        return {
            "id": key,
            "name": self._name(key),
            "confirmed": counts.counting,
            "waiting": counts.waiting,
            "confirm_rate": rate(counts.confirmed, counts.submitted),
            "invalid_rate": rate(counts.invalidated, counts.submitted),
            "opt_in_rate": rate(max((one.counting for one in opt_ins.values()), default=0), counts.counting),
            "last": isoformat(last * HOUR)[:16].replace("T", " ") if last else None,
            "begun": begun,
            "signed_rate": rate(counts.submitted, begun) if begun >= counts.submitted else None,
        }

    def country_rows(self) -> list[tuple[str, int]]:
        """Codes and signatures that count, the most first."""
        rows = [(code, counts.counting) for code, counts in self.figures.countries.items()]
        shown = sorted((row for row in rows if row[1] > 0), key=lambda row: (-row[1], row[0]))
        return _without_small(shown) if self.are_small_hidden else shown

    def label_rows(self, kind: str) -> list[tuple[str, int]]:
        """Names of one kind and signatures that count, the most first."""
        found = self.figures.labels.get(kind, {})  # type: ignore[call-overload]
        rows = [(name, counts.counting) for name, counts in found.items()]
        return sorted((row for row in rows if row[1] > 0), key=lambda row: (-row[1], row[0]))

    def reason_rows(self) -> list[tuple[str, int, int]]:
        """Why signatures were taken back or out, in words; withdrawn, invalidated."""
        return [
            (
                REASON_WORDS.get(reason, reason.replace("_", " ").capitalize()),
                counts.withdrawn,
                counts.invalidated,
            )
            for reason, counts in sorted(self.figures.labels.get("reason", {}).items())
        ]

    def chart(self) -> dict[str, Any]:
        """Signatures that count, by day and by hour, each partner's in a row of its own: {x: seconds, series: […]}.

        Days and hours without any are there as zeros, so that a lull shows.
        """
        days, hours = self.figures.days, self.figures.hours
        if not days:
            return {"day": _EMPTY, "hour": _EMPTY}
        today, this_hour = self.now // DAY, self.now // HOUR
        first_day = days[0][0]
        first_hour = max(first_day * (DAY // HOUR), this_hour - HOURS_SHOWN + 1)
        return {
            "day": self._series(days, DAY, range(first_day, today + 1)),
            "hour": self._series(hours, HOUR, range(first_hour, this_hour + 1)),
        }

    def _series(
        self, rows: Sequence[tuple[int, Mapping[int, Counts]]], length: int, shown: range
    ) -> dict[str, Any]:
        found = dict(rows)
        shown_rows = [found.get(one, {}) for one in shown]
        totals = {key: counts.counting for key, counts in self.figures.partners.items()}
        keys = sorted(totals, key=lambda key: (-totals[key], key))
        apart, rest = keys[:MOST_SERIES], set(keys[MOST_SERIES:])
        series = [
            {"name": self._name(key), "y": [row.get(key, NOTHING).counting for row in shown_rows]}
            for key in apart
        ]
        if rest:
            sums = [sum(row[key].counting for key in row.keys() & rest) for row in shown_rows]
            series.append({"name": f"{len(rest)} others", "y": sums})
        return {"x": [one * length // 1000 for one in shown], "series": series}

    def _name(self, key: int) -> str:
        if not key:
            return OWN_PAGE
        partner = self.partners.get(key)
        return partner.name if partner else f"Partner {key}"


_EMPTY: Mapping[str, Any] = {"x": [], "series": []}

MOST_SERIES = 7
"""Partners with a colour of their own; more can't be told apart."""


def _without_small(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    found = by_country(dict(rows))
    shown = [(one["country"] or "", one["confirmed"]) for one in found["countries"] if one["confirmed"]]
    return [*shown, (OTHERS, found["others"])] if found["others"] else shown
