"""Whether a partner agrees to be named in the open figures. Versions before this one name none."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "partners",
        sa.Column(
            "is_public",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="agrees to be named in the open figures",
        ),
    )


def downgrade() -> None:
    op.drop_column("partners", "is_public")
