"""Totals by language, by opt-in and by reason, filled in for the signatures that there are; forms begun, and where.

What a version before this one counts while it still runs lacks the new labels; `petition recount` adds them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INTO = (
    "INSERT INTO label_totals"
    " (petition_id, kind, name, partner_id, slot, submitted, confirmed, withdrawn, invalidated, unconfirmed)"
)

COUNT = (
    " SELECT s.petition_id, '{kind}', {name}, s.partner_id, 0, count(*), coalesce(sum(c.confirmed), 0),"
    " coalesce(sum(c.withdrawn), 0), coalesce(sum(c.invalidated), 0), coalesce(sum(c.unconfirmed), 0)"
    " FROM signatures s LEFT JOIN (SELECT petition_id, signature_id,"
    " sum(CASE to_state WHEN 'confirmed' THEN 1 ELSE 0 END) AS confirmed,"
    " sum(CASE to_state WHEN 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn,"
    " sum(CASE to_state WHEN 'invalidated' THEN 1 ELSE 0 END) AS invalidated,"
    " sum(CASE from_state WHEN 'confirmed' THEN 1 ELSE 0 END) AS unconfirmed"
    " FROM signature_changes GROUP BY petition_id, signature_id) AS c"
    " ON c.petition_id = s.petition_id AND c.signature_id = s.id"
    " WHERE {condition} GROUP BY 1, 3, 4"
)

REASONS = (
    " SELECT c.petition_id, 'reason', c.reason, s.partner_id, 0, 0, 0,"
    " sum(CASE c.to_state WHEN 'withdrawn' THEN 1 ELSE 0 END),"
    " sum(CASE c.to_state WHEN 'invalidated' THEN 1 ELSE 0 END),"
    " sum(CASE c.from_state WHEN 'confirmed' THEN 1 ELSE 0 END)"
    " FROM signature_changes c JOIN signatures s ON s.petition_id = c.petition_id AND s.id = c.signature_id"
    " WHERE c.to_state IN ('withdrawn', 'invalidated') GROUP BY c.petition_id, c.reason, s.partner_id"
)

LABELS = (
    ("locale", "s.locale", "s.locale <> ''"),
    ("opt_in", "'updates'", "s.updates"),
    ("opt_in", "'partner_updates'", "s.partner_updates"),
)


def upgrade() -> None:
    for kind, name, condition in LABELS:
        op.execute(INTO + COUNT.format(kind=kind, name=name, condition=condition))
    op.execute(INTO + REASONS)
    op.create_table(
        "forms_begun",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False, comment="whole days since 1970-01-01"),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("begun", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "partner_id", "day", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sightings",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False, comment="of a page on which the form was begun"),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "partner_id", "origin"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("sightings")
    op.drop_table("forms_begun")
    op.execute("DELETE FROM label_totals WHERE kind IN ('locale', 'opt_in', 'reason')")
