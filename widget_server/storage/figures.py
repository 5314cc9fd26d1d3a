"""Reading figures: sums over kept totals, never over signatures.

What is read is as many rows as days and partners, countries and partners, hours shown and partners; it does not grow
with signatures, nor with the codes of links that supporters pass on, of which the largest are read by their index.
"""

from widget_server.core.figures import Counts, Figures, by_two
from widget_server.core.totals import LabelKind
from widget_server.storage import figures_over_time
from widget_server.storage.database import Connection, Values
from widget_server.storage.totals import ASKED_FOR, EVERY_PARTNER, SUMS

MOST_LABELS = 100
"""Names of a kind that are read, those with the most signatures: anybody may write any name into a link."""

MOST_CANDIDATES = 500
"""Rows that the index gives for those. A name has a row for each partner that it came through, and, on PostgreSQL, for
each process: one is missed only if its signatures are so scattered that none of its rows is among these."""

_FEW_LABELS = (
    f"SELECT kind, name, {SUMS} FROM label_totals WHERE petition_id = :petition"  # noqa: S608  # constants
    f" AND kind IN ('country', 'locale', 'reason') AND {ASKED_FOR} GROUP BY kind, name"
)
_OPT_INS = (
    f"SELECT partner_id, name, {SUMS} FROM label_totals WHERE petition_id = :petition"  # noqa: S608  # constants
    f" AND kind = 'opt_in' AND {ASKED_FOR} GROUP BY partner_id, name"
)
_LARGEST = (
    f"SELECT name, {SUMS} FROM label_totals WHERE petition_id = :petition AND kind = '{{kind}}'"  # noqa: S608  # constants
    f" AND {ASKED_FOR} AND name IN (SELECT name FROM label_totals"
    " WHERE petition_id = :petition AND kind = '{kind}' AND kind IN ('source', 'ref')"
    f" AND {ASKED_FOR} ORDER BY (confirmed - unconfirmed) DESC LIMIT :candidates)"
    " GROUP BY name ORDER BY sum(confirmed) - sum(unconfirmed) DESC, sum(submitted) DESC, name LIMIT :most"
)
"""The index holds what its condition says, word for word: SQLite does not see that the one kind is among the two."""

_BEGUN = (
    "SELECT partner_id, CAST(sum(begun) AS BIGINT) FROM forms_begun WHERE petition_id = :petition"  # noqa: S608  # constants
    f" AND {ASKED_FOR} GROUP BY partner_id"
)


async def read(
    connection: Connection,
    petition_id: int,
    now: int,
    partner_id: int | None = None,
    before: Figures | None = None,
) -> Figures:
    """Of all partners, or of one alone. `before`: figures of the same that were read lately, to spare the reading of
    days and hours that are over.
    """
    values = {"petition": petition_id, "partner": EVERY_PARTNER if partner_id is None else partner_id}
    over_time = await figures_over_time.read(connection, values, now, before)
    labels = by_two(await connection.fetch_tuples(_FEW_LABELS, values))
    return Figures(
        as_of=now,
        days=over_time.days,
        hours=over_time.hours,
        partners=over_time.partners,
        countries=labels.get("country", {}),
        labels={
            "locale": labels.get("locale", {}),
            "reason": labels.get("reason", {}),
            "source": await _largest(connection, values, "source"),
            "ref": await _largest(connection, values, "ref"),
        },
        opt_ins=by_two(await connection.fetch_tuples(_OPT_INS, values)),
        last_hours=over_time.last_hours,
        begun=dict(await connection.fetch_tuples(_BEGUN, values)),
    )


async def _largest(connection: Connection, values: Values, kind: LabelKind) -> dict[str, Counts]:
    limits = {"candidates": MOST_CANDIDATES, "most": MOST_LABELS}
    rows = await connection.fetch_tuples(_LARGEST.replace("{kind}", kind), {**values, **limits})
    return {row[0]: Counts(*row[1:]) for row in rows}


async def changed_at(connection: Connection, petition_id: int) -> tuple[int, int]:
    """What tells whether figures may have changed, from few rows: time of the last change, and how many there were."""
    rows = await connection.fetch_tuples(
        "SELECT max(changed_at), CAST(sum(submitted + confirmed + withdrawn + invalidated) AS BIGINT)"
        " FROM petition_totals WHERE petition_id = :petition",
        {"petition": petition_id},
    )
    return (rows[0][0] or 0, rows[0][1] or 0)
