"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "version",
            sa.BigInteger(),
            nullable=False,
            comment="raised by every change of petitions and partners",
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "hourly_totals",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("hour", sa.BigInteger(), nullable=False, comment="whole hours since 1970-01-01T00:00Z"),
        sa.Column("partner_id", sa.BigInteger(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("submitted", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.BigInteger(), nullable=False),
        sa.Column("invalidated", sa.BigInteger(), nullable=False),
        sa.Column("unconfirmed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "hour", "partner_id", "country", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "outbox",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False, comment="the how-manyth mail to this address"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="waiting, sent or failed"),
        sa.Column("attempts", sa.SmallInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.Text(), nullable=True, comment="who is sending it now"),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column(
            "last_error", sa.Text(), nullable=True, comment="the mail server's words, without the address"
        ),
        sa.PrimaryKeyConstraint("petition_id", "signature_id", "number"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "outbox_waiting",
        "outbox",
        ["next_attempt_at"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "partners",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False, comment="JSON: [origin, ...]"),
        sa.Column("privacy_url", sa.Text(), nullable=True),
        sa.Column("is_suspended", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "petition_texts",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("opt_ins", sa.Text(), nullable=False, comment="JSON: [[name, wording], ...]"),
        sa.Column("legal", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("petition_id", "sha256"),
    )
    op.create_table(
        "petition_totals",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "slot",
            sa.SmallInteger(),
            nullable=False,
            comment="so that several writers don't fight for one row",
        ),
        sa.Column("submitted", sa.BigInteger(), nullable=False),
        sa.Column("confirmed", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn", sa.BigInteger(), nullable=False),
        sa.Column("invalidated", sa.BigInteger(), nullable=False),
        sa.Column("unconfirmed", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "slot"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "petitions",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("text_id", sa.BigInteger(), nullable=False, comment="the text that is shown now"),
        sa.Column("lead_in", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="Markdown"),
        sa.Column("fields", sa.Text(), nullable=False, comment="JSON: [[name, required], ...]"),
        sa.Column("image_url", sa.Text(), nullable=True),
        sa.Column("image_alt", sa.Text(), nullable=False),
        sa.Column("share_text", sa.Text(), nullable=False),
        sa.Column("fixed_goal", sa.BigInteger(), nullable=True, comment="NULL: auto"),
        sa.Column("confirmation", sa.Text(), nullable=False),
        sa.Column("embedding", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True, comment="when it was closed by command"),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column(
            "wrapped_key",
            sa.LargeBinary(),
            nullable=True,
            comment="data key, wrapped by DATA_KEY; NULL once retention has ended",
        ),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("slug"),
    )
    op.create_table(
        "signature_changes",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index(
        "signature_changes_by_signature", "signature_changes", ["petition_id", "signature_id"], unique=False
    )
    op.create_table(
        "signatures",
        sa.Column("petition_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("partner_id", sa.BigInteger(), nullable=False, comment="0: the petition's own page"),
        sa.Column(
            "text_id",
            sa.BigInteger(),
            nullable=False,
            comment="what was signed, consent and wording included",
        ),
        sa.Column(
            "signer_key",
            sa.LargeBinary(length=16),
            nullable=True,
            comment="one mailbox's; NULL once erased or replaced",
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("updates", sa.Boolean(), nullable=False),
        sa.Column("partner_updates", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True, comment="personal data; NULL once erased"),
        sa.Column("quarantined", sa.Text(), nullable=True, comment="why it is suspect"),
        sa.Column("mails", sa.SmallInteger(), nullable=False, comment="mails sent to the address so far"),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("petition_id", "id"),
        sa.UniqueConstraint("petition_id", "signer_key"),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO catalogue_version (id, version) VALUES (1, 1)")


def downgrade() -> None:
    op.drop_table("signatures")
    op.drop_table("signature_changes")
    op.drop_table("petitions")
    op.drop_table("petition_totals")
    op.drop_table("petition_texts")
    op.drop_table("partners")
    op.drop_table("outbox")
    op.drop_table("hourly_totals")
    op.drop_table("catalogue_version")
