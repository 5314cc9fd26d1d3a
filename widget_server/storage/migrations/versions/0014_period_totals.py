"""Totals by the hour and by the day without countries, totals by country alone, and the largest labels at hand: figures
are read from few rows however many people sign.

All are filled in from the hourly totals that there are. What a version before this one counts while it still runs lacks
them; `petition recount` adds them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PERIODS = (
    "INSERT INTO period_totals"
    " (petition_id, length, number, partner_id, slot, submitted, confirmed, withdrawn, invalidated, unconfirmed)"
    " SELECT petition_id, {length}, hour / {length}, partner_id, 0,"
    " sum(submitted), sum(confirmed), sum(withdrawn), sum(invalidated), sum(unconfirmed)"
    " FROM hourly_totals GROUP BY petition_id, hour / {length}, partner_id"
)
COUNTRIES = (
    "INSERT INTO label_totals"
    " (petition_id, kind, name, partner_id, slot, submitted, confirmed, withdrawn, invalidated, unconfirmed)"
    " SELECT petition_id, 'country', country, partner_id, 0,"
    " sum(submitted), sum(confirmed), sum(withdrawn), sum(invalidated), sum(unconfirmed)"
    " FROM hourly_totals GROUP BY petition_id, country, partner_id"
)
KINDS = "country, source, ref, locale, opt_in or reason"


def upgrade() -> None:
    op.create_table(
        "period_totals",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("length", sa.SmallInteger(), nullable=False, comment="hours: 1 or 24"),
        sa.Column(
            "number",
            sa.BigInteger(),
            nullable=False,
            comment="whole periods of that length since 1970-01-01T00:00Z",
        ),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("submitted", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.BigInteger(), nullable=False),
        sa.Column("invalidated", sa.BigInteger(), nullable=False),
        sa.Column("unconfirmed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "length", "number", "partner_id", "slot"),
        sqlite_with_rowid=False,
    )
    for length in (1, 24):
        op.execute(PERIODS.format(length=length))
    op.execute(COUNTRIES)
    op.execute(
        "CREATE INDEX label_totals_largest ON label_totals (petition_id, kind, (confirmed - unconfirmed))"
        " WHERE kind IN ('source', 'ref')"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"COMMENT ON COLUMN label_totals.kind IS '{KINDS}'")


def downgrade() -> None:
    op.drop_index("label_totals_largest", "label_totals")
    op.execute("DELETE FROM label_totals WHERE kind = 'country'")
    op.drop_table("period_totals")
