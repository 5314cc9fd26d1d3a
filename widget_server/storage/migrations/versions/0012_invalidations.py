"""What makes a signature suspect, for a month; and invalidations, each with the signatures it lists.

A rolling version from before writes no traces, so what it stores can't be found by them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "signature_traces",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.LargeBinary(16), nullable=False),
        sa.Column("network", sa.LargeBinary(16), comment="keyed hash of a network on one day"),
        sa.Column("mail_domain", sa.LargeBinary(16), nullable=False, comment="keyed hash"),
        sa.PrimaryKeyConstraint("petition_id", "signature_id"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "invalidations",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True
        ),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "reason",
            sa.Text(),
            nullable=False,
            comment="as it stands in the totals: network, mail_domain, ...",
        ),
        sa.Column("note", sa.Text(), nullable=False, comment="an organizer's own words, for organizers"),
        sa.Column(
            "state", sa.Text(), nullable=False, comment="previewed, applying, applied, undoing or undone"
        ),
        sa.Column("found", sa.Integer(), nullable=False, comment="signatures listed"),
        sa.Column("counting", sa.Integer(), nullable=False, comment="of those: counted at the preview"),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
    )
    op.create_index("invalidations_by_petition", "invalidations", ["petition_id"])
    op.create_table(
        "invalidation_items",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("invalidation_id", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.LargeBinary(16), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="listed, taken, passed, given_back"),
        sa.PrimaryKeyConstraint("petition_id", "invalidation_id", "signature_id"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("invalidation_items")
    op.drop_table("invalidations")
    op.drop_table("signature_traces")
