"""Organizers: accounts, their links, sessions, second factors, and the log of what they do."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

Counting = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    op.create_table(
        "organizers",
        sa.Column("id", Counting, primary_key=True, autoincrement=True),
        sa.Column("email", sa.Text(), nullable=False, unique=True, comment="in small letters"),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), comment="of the role partner"),
        sa.Column("password_hash", sa.Text(), comment="argon2id; NULL: not set up"),
        sa.Column("totp_sealed", sa.LargeBinary(), comment="the second factor's secret, sealed by DATA_KEY"),
        sa.Column(
            "totp_step",
            sa.BigInteger(),
            nullable=False,
            comment="the newest code's step: each code counts once",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), comment="when last signed in"),
    )
    op.create_table(
        "organizer_links",
        sa.Column("token_hash", sa.LargeBinary(32), primary_key=True),
        sa.Column("organizer_id", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "organizer_sessions",
        sa.Column("id", sa.LargeBinary(32), primary_key=True, comment="hash of what the cookie holds"),
        sa.Column("organizer_id", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False, comment="setup, factor or whole"),
        sa.Column(
            "pending", sa.LargeBinary(), comment="what a step under way has to remember, sealed by DATA_KEY"
        ),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("organizer_id", sa.BigInteger(), primary_key=True),
        sa.Column("code_hash", sa.LargeBinary(32), primary_key=True),
    )
    op.create_table(
        "passkeys",
        sa.Column("credential_id", sa.LargeBinary(), primary_key=True),
        sa.Column("organizer_id", sa.BigInteger(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger()),
    )
    op.create_table(
        "sign_in_failures",
        sa.Column("bucket", sa.LargeBinary(32), primary_key=True, comment="hash of account and place"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", Counting, primary_key=True, autoincrement=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("organizer_id", sa.BigInteger(), comment="NULL: the command line, or somebody unknown"),
        sa.Column("who", sa.Text(), nullable=False, comment="e-mail, as of then"),
        sa.Column("network", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("facts_before", sa.Text(), comment="JSON: what changed, as it was"),
        sa.Column("facts_after", sa.Text(), comment="JSON: what changed, as it is"),
    )
    op.create_index("organizer_links_by_organizer", "organizer_links", ["organizer_id"])
    op.create_index("organizer_sessions_by_organizer", "organizer_sessions", ["organizer_id"])
    op.create_index("passkeys_by_organizer", "passkeys", ["organizer_id"])
    op.create_index("audit_log_by_subject", "audit_log", ["subject"])


def downgrade() -> None:
    for table in (
        "audit_log",
        "sign_in_failures",
        "passkeys",
        "recovery_codes",
        "organizer_sessions",
        "organizer_links",
        "organizers",
    ):
        op.drop_table(table)
