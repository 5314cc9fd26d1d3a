"""What the mail page shows: mails that were given up, by an index of their own, and those sent, counted by day.

Days before this version are filled in; what the version still running sends beside this one is not counted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_days",
        sa.Column("day", sa.BigInteger(), nullable=False, comment="whole days since 1970-01-01"),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "slot"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO mail_days (day, slot, sent)"
        " SELECT sent_at / 86400000, 0, count(*) FROM outbox WHERE state = 'sent' GROUP BY 1"
    )
    op.create_index(
        "outbox_failed",
        "outbox",
        ["created_at"],
        sqlite_where=sa.text("state = 'failed'"),
        postgresql_where=sa.text("state = 'failed'"),
    )


def downgrade() -> None:
    op.drop_index("outbox_failed", "outbox")
    op.drop_table("mail_days")
