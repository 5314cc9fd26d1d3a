"""When a picture was last seen to be a petition's, so that those that no petition has can go.

For those that are there it begins now: which of them a petition has had lately, nobody has written down.
"""

import time

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "images",
        sa.Column(
            "named_at", sa.BigInteger(), comment="when a petition was last seen to have it; NULL: never"
        ),
    )
    now = int(time.time() * 1_000)
    op.execute(f"UPDATE images SET named_at = {now}")  # noqa: S608  # a number


def downgrade() -> None:
    op.drop_column("images", "named_at")
