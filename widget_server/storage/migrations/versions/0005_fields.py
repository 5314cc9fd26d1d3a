"""The organizer's own fields, names that may be shown, and consent as a choice of yes and no.

What is new about fields stands in a column of its own: versions before this one read `fields` and fail at a name
that they don't know.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "petitions",
        sa.Column(
            "extra_fields",
            sa.Text(),
            nullable=False,
            server_default="[]",
            comment="JSON: [{at, name, required, ...}, ...], what `fields` can't hold",
        ),
    )
    op.add_column(
        "petitions",
        sa.Column(
            "consent_style",
            sa.Text(),
            nullable=False,
            server_default="checkbox",
            comment="checkbox, or choice: yes or no",
        ),
    )
    op.add_column(
        "signatures",
        sa.Column(
            "show_name",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment="name and comment in public",
        ),
    )


def downgrade() -> None:
    op.drop_column("signatures", "show_name")
    op.drop_column("petitions", "consent_style")
    op.drop_column("petitions", "extra_fields")
