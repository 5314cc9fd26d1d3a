"""Which form last made us write to a mailbox that had signed already: the same one sent again is no new wish."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "signatures",
        sa.Column(
            "asked_by", sa.LargeBinary(16), nullable=True, comment="the id of the last form that asked again"
        ),
    )


def downgrade() -> None:
    op.drop_column("signatures", "asked_by")
