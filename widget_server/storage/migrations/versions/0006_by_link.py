"""Which signature a mailbox made in place of one that was pending, so that links in mails about that one lead to it;
and whether a mailbox had withdrawn before, so that a personal link alone confirms nothing for it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "signatures",
        sa.Column(
            "replaced_by",
            sa.LargeBinary(16),
            nullable=True,
            comment="the signature that its mailbox made in place of it, pending",
        ),
    )
    op.add_column(
        "signatures",
        sa.Column(
            "was_withdrawn",
            sa.Boolean(),
            nullable=True,
            comment="its mailbox had taken back an earlier one; NULL: no",
        ),
    )


def downgrade() -> None:
    op.drop_column("signatures", "was_withdrawn")
    op.drop_column("signatures", "replaced_by")
