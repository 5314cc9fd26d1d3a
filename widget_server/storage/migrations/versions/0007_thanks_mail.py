"""Whether a petition thanks by mail. Versions before this one always do."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "petitions",
        sa.Column(
            "thanks_mail",
            sa.Boolean(),
            nullable=False,
            server_default=sa.true(),
            comment="thanks by mail once a signature counts",
        ),
    )


def downgrade() -> None:
    op.drop_column("petitions", "thanks_mail")
