"""The tables of organizers: accounts, their links and sessions, second factors, and the log of what they do."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from widget_server.storage.schema import Counting, metadata

organizers = Table(
    "organizers",
    metadata,
    Column("id", Counting, primary_key=True, autoincrement=True),
    Column("email", Text, nullable=False, unique=True, comment="in small letters"),
    Column("role", Text, nullable=False),
    Column("partner_id", BigInteger, comment="of the role partner"),
    Column("password_hash", Text, comment="argon2id; NULL: not set up"),
    Column("totp_sealed", LargeBinary, comment="the second factor's secret, sealed by DATA_KEY"),
    Column("totp_step", BigInteger, nullable=False, comment="the newest code's step: each code counts once"),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, comment="when last signed in"),
)

organizer_links = Table(
    "organizer_links",
    metadata,
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("organizer_id", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("organizer_links_by_organizer", "organizer_id"),
)

organizer_sessions = Table(
    "organizer_sessions",
    metadata,
    Column("id", LargeBinary(32), primary_key=True, comment="hash of what the cookie holds"),
    Column("organizer_id", BigInteger, nullable=False),
    Column("stage", Text, nullable=False, comment="setup, factor or whole"),
    Column("pending", LargeBinary, comment="what a step under way has to remember, sealed by DATA_KEY"),
    Column("network", Text, nullable=False),
    Column("browser", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("organizer_sessions_by_organizer", "organizer_id"),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("organizer_id", BigInteger, primary_key=True),
    Column("code_hash", LargeBinary(32), primary_key=True),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("credential_id", LargeBinary, primary_key=True),
    Column("organizer_id", BigInteger, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index("passkeys_by_organizer", "organizer_id"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("bucket", LargeBinary(32), primary_key=True, comment="hash of account and place"),
    Column("count", Integer, nullable=False),
    Column("last_at", BigInteger, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("id", Counting, primary_key=True, autoincrement=True),
    Column("at", BigInteger, nullable=False),
    Column("organizer_id", BigInteger, comment="NULL: the command line, or somebody unknown"),
    Column("who", Text, nullable=False, comment="e-mail, as of then"),
    Column("network", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("facts_before", Text, comment="JSON: what changed, as it was"),
    Column("facts_after", Text, comment="JSON: what changed, as it is"),
    Index("audit_log_by_subject", "subject"),
)

images = Table(
    "images",
    metadata,
    Column("sha256", Text, primary_key=True, comment="of the content, hexadecimal"),
    Column("extension", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("width", Integer, nullable=False, comment="pixels"),
    Column("height", Integer, nullable=False, comment="pixels"),
    Column("created_at", BigInteger, nullable=False),
    Column("named_at", BigInteger, comment="when a petition was last seen to have it; NULL: never"),
)
