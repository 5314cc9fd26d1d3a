"""A petition's own texts in other languages than its own."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "petition_translations",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False, comment="the text that is shown now"),
        sa.Column("lead_in", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="Markdown"),
        sa.Column("image_alt", sa.Text(), nullable=False),
        sa.Column("share_text", sa.Text(), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False, comment="JSON: [[field, label, options], ...]"),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "locale"),
    )


def downgrade() -> None:
    op.drop_table("petition_translations")
