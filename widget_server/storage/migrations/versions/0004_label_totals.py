"""Totals by source and by ref, filled in for the signatures that there are."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

COUNT = (
    "INSERT INTO label_totals"
    " (petition_id, kind, name, partner_id, slot, submitted, confirmed, withdrawn, invalidated, unconfirmed)"
    " SELECT s.petition_id, '{kind}', s.{kind}, s.partner_id, 0, count(*), coalesce(sum(c.confirmed), 0),"
    " coalesce(sum(c.withdrawn), 0), coalesce(sum(c.invalidated), 0), coalesce(sum(c.unconfirmed), 0)"
    " FROM signatures s LEFT JOIN (SELECT petition_id, signature_id,"
    " sum(CASE to_state WHEN 'confirmed' THEN 1 ELSE 0 END) AS confirmed,"
    " sum(CASE to_state WHEN 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn,"
    " sum(CASE to_state WHEN 'invalidated' THEN 1 ELSE 0 END) AS invalidated,"
    " sum(CASE from_state WHEN 'confirmed' THEN 1 ELSE 0 END) AS unconfirmed"
    " FROM signature_changes GROUP BY petition_id, signature_id) AS c"
    " ON c.petition_id = s.petition_id AND c.signature_id = s.id"
    " WHERE s.{kind} <> '' GROUP BY s.petition_id, s.{kind}, s.partner_id"
)


def upgrade() -> None:
    op.create_table(
        "label_totals",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="source or ref"),
        sa.Column("name", sa.Text(), nullable=False, comment="as it came; at most 100 characters"),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("submitted", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.BigInteger(), nullable=False),
        sa.Column("invalidated", sa.BigInteger(), nullable=False),
        sa.Column("unconfirmed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "kind", "name", "partner_id", "slot"),
        sqlite_with_rowid=False,
    )
    for kind in ("source", "ref"):
        op.execute(COUNT.format(kind=kind))


def downgrade() -> None:
    op.drop_table("label_totals")
