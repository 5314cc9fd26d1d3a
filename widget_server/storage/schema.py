"""The tables, for migrations and for statements that insert whole batches.

Rules of the house: times are milliseconds (BIGINT); ids of signatures are UUIDv7 in 16 bytes; every table of
supporters' data is keyed by (petition, signature), so that it can be distributed; what happened is a row
with a time and never overwritten.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)

metadata = MetaData()

Counting = BigInteger().with_variant(Integer, "sqlite")
"""SQLite counts up only columns declared INTEGER, which there have 64 bits anyway."""

petitions = Table(
    "petitions",
    metadata,
    Column("id", Counting, primary_key=True, autoincrement=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("text_id", BigInteger, nullable=False, comment="the text that is shown now"),
    Column("lead_in", Text, nullable=False),
    Column("body", Text, nullable=False, comment="Markdown"),
    Column("fields", Text, nullable=False, comment="JSON: [[name, required], ...]"),
    Column("image_url", Text),
    Column("image_alt", Text, nullable=False),
    Column("share_text", Text, nullable=False),
    Column("fixed_goal", BigInteger, comment="NULL: auto"),
    Column("confirmation", Text, nullable=False),
    Column("embedding", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("opens_at", BigInteger),
    Column("closes_at", BigInteger),
    Column("closed_at", BigInteger, comment="when it was closed by command"),
    Column("retention_days", Integer, nullable=False),
    Column(
        "wrapped_key", LargeBinary, comment="data key, wrapped by DATA_KEY; NULL once retention has ended"
    ),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column(
        "extra_fields",
        Text,
        nullable=False,
        server_default="[]",
        comment="JSON: [{at, name, required, ...}, ...], what `fields` can't hold",
    ),
    Column(
        "consent_style",
        Text,
        nullable=False,
        server_default="checkbox",
        comment="checkbox, or choice: yes or no",
    ),
    Column(
        "thanks_mail",
        Boolean,
        nullable=False,
        server_default=true(),
        comment="thanks by mail once a signature counts",
    ),
)

petition_texts = Table(
    "petition_texts",
    metadata,
    Column("id", Counting, primary_key=True, autoincrement=True),
    Column("petition_id", BigInteger, nullable=False),
    Column("locale", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("statement", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("opt_ins", Text, nullable=False, comment="JSON: [[name, wording], ...]"),
    Column("legal", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("petition_id", "sha256"),
)

petition_translations = Table(
    "petition_translations",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("locale", Text, primary_key=True),
    Column("text_id", BigInteger, nullable=False, comment="the text that is shown now"),
    Column("lead_in", Text, nullable=False),
    Column("body", Text, nullable=False, comment="Markdown"),
    Column("image_alt", Text, nullable=False),
    Column("share_text", Text, nullable=False),
    Column("labels", Text, nullable=False, comment="JSON: [[field, label, options], ...]"),
    Column("updated_at", BigInteger, nullable=False),
)

partners = Table(
    "partners",
    metadata,
    Column("id", Counting, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("origins", Text, nullable=False, comment="JSON: [origin, ...]"),
    Column("privacy_url", Text),
    Column("is_suspended", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column(
        "is_public",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="agrees to be named in the open figures",
    ),
)

catalogue_version = Table(
    "catalogue_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False, comment="raised by every change of petitions and partners"),
)

signatures = Table(
    "signatures",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("id", LargeBinary(16), primary_key=True),
    Column("partner_id", BigInteger, nullable=False, comment="0: the petition's own page"),
    Column("text_id", BigInteger, nullable=False, comment="what was signed, consent and wording included"),
    Column("signer_key", LargeBinary(16), comment="one mailbox's; NULL once erased or replaced"),
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("confirmed_at", BigInteger),
    Column("country", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("updates", Boolean, nullable=False),
    Column("partner_updates", Boolean, nullable=False),
    Column("sealed", LargeBinary, comment="personal data; NULL once erased"),
    Column("quarantined", Text, comment="why it is suspect"),
    Column("mails", SmallInteger, nullable=False, comment="mails sent to the address so far"),
    Column("is_sample", Boolean, nullable=False),
    Column("asked_by", LargeBinary(16), comment="the id of the last form that asked again"),
    Column(
        "show_name", Boolean, nullable=False, server_default=false(), comment="name and comment in public"
    ),
    Column(
        "replaced_by", LargeBinary(16), comment="the signature that its mailbox made in place of it, pending"
    ),
    Column("was_withdrawn", Boolean, comment="its mailbox had taken back an earlier one; NULL: no"),
    UniqueConstraint("petition_id", "signer_key"),
    sqlite_with_rowid=False,
)

signature_changes = Table(
    "signature_changes",
    metadata,
    Column("seq", Counting, primary_key=True, autoincrement=True),
    Column("petition_id", BigInteger, nullable=False),
    Column("signature_id", LargeBinary(16), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("from_state", Text, nullable=False),
    Column("to_state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("signature_changes_by_signature", "petition_id", "signature_id"),
)

petition_totals = Table(
    "petition_totals",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("slot", SmallInteger, primary_key=True, comment="so that several writers don't fight for one row"),
    Column("submitted", BigInteger, nullable=False),
    Column("confirmed", BigInteger, nullable=False),
    Column("withdrawn", BigInteger, nullable=False),
    Column("invalidated", BigInteger, nullable=False),
    Column("unconfirmed", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

hourly_totals = Table(
    "hourly_totals",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("hour", BigInteger, primary_key=True, comment="whole hours since 1970-01-01T00:00Z"),
    Column("partner_id", BigInteger, primary_key=True),
    Column("country", Text, primary_key=True),
    Column("slot", SmallInteger, primary_key=True),
    Column("submitted", BigInteger, nullable=False),
    Column("confirmed", BigInteger, nullable=False),
    Column("withdrawn", BigInteger, nullable=False),
    Column("invalidated", BigInteger, nullable=False),
    Column("unconfirmed", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

period_totals = Table(
    "period_totals",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("length", SmallInteger, primary_key=True, comment="hours: 1 or 24"),
    Column(
        "number", BigInteger, primary_key=True, comment="whole periods of that length since 1970-01-01T00:00Z"
    ),
    Column("partner_id", BigInteger, primary_key=True),
    Column("slot", SmallInteger, primary_key=True),
    Column("submitted", BigInteger, nullable=False),
    Column("confirmed", BigInteger, nullable=False),
    Column("withdrawn", BigInteger, nullable=False),
    Column("invalidated", BigInteger, nullable=False),
    Column("unconfirmed", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

label_totals = Table(
    "label_totals",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("kind", Text, primary_key=True, comment="country, source, ref, locale, opt_in or reason"),
    Column("name", Text, primary_key=True, comment="as it came; at most 100 characters"),
    Column("partner_id", BigInteger, primary_key=True),
    Column("slot", SmallInteger, primary_key=True),
    Column("submitted", BigInteger, nullable=False),
    Column("confirmed", BigInteger, nullable=False),
    Column("withdrawn", BigInteger, nullable=False),
    Column("invalidated", BigInteger, nullable=False),
    Column("unconfirmed", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

Index(
    "label_totals_largest",
    label_totals.c.petition_id,
    label_totals.c.kind,
    text("(confirmed - unconfirmed)"),
    sqlite_where=text("kind IN ('source', 'ref')"),
    postgresql_where=text("kind IN ('source', 'ref')"),
)

signature_traces = Table(
    "signature_traces",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("signature_id", LargeBinary(16), primary_key=True),
    Column("network", LargeBinary(16), comment="keyed hash of a network on one day"),
    Column("mail_domain", LargeBinary(16), nullable=False, comment="keyed hash"),
    sqlite_with_rowid=False,
)

invalidations = Table(
    "invalidations",
    metadata,
    Column("id", Counting, primary_key=True, autoincrement=True),
    Column("petition_id", BigInteger, nullable=False),
    Column("reason", Text, nullable=False, comment="as it stands in the totals: network, mail_domain, ..."),
    Column("note", Text, nullable=False, comment="an organizer's own words, for organizers"),
    Column("state", Text, nullable=False, comment="previewed, applying, applied, undoing or undone"),
    Column("found", Integer, nullable=False, comment="signatures listed"),
    Column("counting", Integer, nullable=False, comment="of those: counted at the preview"),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("invalidations_by_petition", "petition_id"),
)

invalidation_items = Table(
    "invalidation_items",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("invalidation_id", BigInteger, primary_key=True),
    Column("signature_id", LargeBinary(16), primary_key=True),
    Column("state", Text, nullable=False, comment="listed, taken, passed, given_back"),
    sqlite_with_rowid=False,
)

outbox = Table(
    "outbox",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("signature_id", LargeBinary(16), primary_key=True),
    Column("number", SmallInteger, primary_key=True, comment="the how-manyth mail to this address"),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False, comment="waiting, sent or failed"),
    Column("attempts", SmallInteger, nullable=False),
    Column("next_attempt_at", BigInteger, nullable=False),
    Column("lease", Text, comment="who is sending it now"),
    Column("leased_until", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("last_error", Text, comment="the mail server's words, without the address"),
    sqlite_with_rowid=False,
)
Index(
    "outbox_waiting",
    outbox.c.next_attempt_at,
    sqlite_where=text("state = 'waiting'"),
    postgresql_where=text("state = 'waiting'"),
)
Index(
    "outbox_failed",
    outbox.c.created_at,
    sqlite_where=text("state = 'failed'"),
    postgresql_where=text("state = 'failed'"),
)

mail_days = Table(
    "mail_days",
    metadata,
    Column("day", BigInteger, primary_key=True, comment="whole days since 1970-01-01"),
    Column("slot", SmallInteger, primary_key=True),
    Column("sent", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

forms_begun = Table(
    "forms_begun",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("partner_id", BigInteger, primary_key=True),
    Column("day", BigInteger, primary_key=True, comment="whole days since 1970-01-01"),
    Column("slot", SmallInteger, primary_key=True),
    Column("begun", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

sightings = Table(
    "sightings",
    metadata,
    Column("petition_id", BigInteger, primary_key=True),
    Column("partner_id", BigInteger, primary_key=True),
    Column("origin", Text, primary_key=True, comment="of a page on which the form was begun"),
    Column("first_at", BigInteger, nullable=False),
    Column("last_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
