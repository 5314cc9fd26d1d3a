"""Settings: the only place that reads the environment.

Each is `PETITION_<NAME>` in the environment or in the file `petition.env` of the working directory (the
environment wins). docs/operating.md documents each; a test fails for one that it does not name.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import parse_qs, urlsplit

from dotenv import dotenv_values

from widget_server.core.origins import normalise_origin

PREFIX = "PETITION_"
SETTINGS_FILE = Path("petition.env")
SHORTEST_KEY = 32
"""Bytes. HMAC-SHA256 and AES-256 both take 256 bits; a shorter secret would be the weakest part."""

Choice = TypeVar("Choice")

DATABASE_SCHEMES = ("sqlite", "postgresql")
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")


class SettingsError(Exception):
    """One or more settings are missing or bad; each problem names its setting and says what to do."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that can be configured. Units are in the names; keys are as given, newest first."""

    secret_key: tuple[str, ...]
    data_key: str
    base_url: str
    database_url: str = "sqlite:///petition.db"
    smtp_url: str | None = None
    mail_from: str | None = None
    trusted_proxies: tuple[str, ...] = ()
    min_form_seconds: float = 2
    rate_limits: bool = True
    queue_limit: int = 2_000
    log_format: Literal["text", "json"] = "text"

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a file beside the service."""
        return self.database_url.startswith("sqlite")


def environment_names() -> list[str]:
    """Every setting's name in the environment, for documentation and its test."""
    return [PREFIX + field.name.upper() for field in fields(Settings)]


def unknown_names(environ: Mapping[str, str]) -> list[str]:
    """Names with our prefix that are no setting: most likely typos, which would leave a default in force."""
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in environment_names())


def settings_of_file(file: Path) -> dict[str, str]:
    """The settings of a file alone."""
    return {name: value or "" for name, value in dotenv_values(file, interpolate=False).items()}


def merged_environment(file: Path = SETTINGS_FILE) -> dict[str, str]:
    """The settings of `file`, where there is one, overruled by the environment."""
    from_file = settings_of_file(file) if file.exists() else {}
    return from_file | {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Checks every setting at once. Raises SettingsError with all problems, not with the first one."""
    reader = _Reader(environ)
    settings = Settings(
        secret_key=reader.keys("SECRET_KEY"),
        data_key=reader.key("DATA_KEY"),
        base_url=reader.base_url("BASE_URL"),
        database_url=reader.url("DATABASE_URL", DATABASE_SCHEMES, "sqlite:///petition.db") or "",
        smtp_url=reader.url("SMTP_URL", SMTP_SCHEMES, None),
        mail_from=reader.mail_from("MAIL_FROM", needed=bool(reader.text("SMTP_URL"))),
        trusted_proxies=reader.networks("TRUSTED_PROXIES"),
        min_form_seconds=reader.number("MIN_FORM_SECONDS", default=2, least=0, most=60),
        rate_limits=reader.choice("RATE_LIMITS", {"on": True, "off": False}, "on"),
        queue_limit=reader.whole("QUEUE_LIMIT", default=2_000, least=1, most=1_000_000),
        log_format=reader.choice("LOG_FORMAT", {"text": "text", "json": "json"}, "text"),
    )
    if reader.problems:
        raise SettingsError(reader.problems)
    return settings


def read_database_url(environ: Mapping[str, str]) -> str:
    """The one setting that commands on the database alone need. Raises SettingsError."""
    reader = _Reader(environ)
    url = reader.url("DATABASE_URL", DATABASE_SCHEMES, "sqlite:///petition.db")
    if reader.problems:
        raise SettingsError(reader.problems)
    return url or ""


def _has_readable_port(url: str) -> bool:
    """Behind the host, or behind the '?', where the host is a socket's directory."""
    try:
        parts = urlsplit(url)
        ports = [parts.port or 0, *map(int, parse_qs(parts.query).get("port", []))]
    except ValueError:
        return False
    return all(0 <= port <= 65_535 for port in ports)


class _Reader:
    """Reads one setting after the other and collects what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[str] = []

    def text(self, name: str) -> str:
        return self.environ.get(PREFIX + name, "").strip()

    def complain(self, name: str, problem: str) -> None:
        self.problems.append(f"{PREFIX}{name} {problem}")

    def keys(self, name: str) -> tuple[str, ...]:
        keys = tuple(key.strip() for key in self.text(name).split(",") if key.strip())
        self._check_keys(name, keys)
        return keys

    def key(self, name: str) -> str:
        """A single key. A comma belongs to it: sealing keys are not rotated by listing several."""
        key = self.text(name)
        self._check_keys(name, (key,) if key else ())
        return key

    def _check_keys(self, name: str, keys: tuple[str, ...]) -> None:
        if not keys:
            self.complain(name, "is missing. `petition init` writes a settings file with a fresh one.")
        for key in keys:
            if len(key.encode()) < SHORTEST_KEY:
                self.complain(
                    name,
                    f"is too short: a key needs at least {SHORTEST_KEY} bytes, this one has {len(key.encode())}. "
                    "`openssl rand -hex 32` makes a good one.",
                )

    def url(self, name: str, schemes: tuple[str, ...], default: str | None) -> str | None:
        value = self.text(name)
        if not value:
            return default
        if value.split("://", 1)[0] not in schemes or "://" not in value:
            self.complain(name, f"must start with {' or '.join(scheme + '://' for scheme in schemes)}.")
        if not _has_readable_port(value):
            self.complain(name, "has a port that is no number, or brackets that don't belong together.")
        return value

    def base_url(self, name: str) -> str:
        value = self.text(name).rstrip("/")
        if not value:
            self.complain(
                name,
                "is missing: the address supporters reach this service at, such as https://sign.example.org",
            )
            return ""
        try:
            return normalise_origin(value)
        except ValueError:
            self.complain(name, "must be an origin such as https://sign.example.org, without a path.")
            return ""

    def mail_from(self, name: str, *, needed: bool) -> str | None:
        value = self.text(name)
        if needed and not value:
            self.complain(
                name, "is missing: the sender of the mails, such as 'Our campaign <petition@example.org>'"
            )
        if value and not _can_send(value):
            self.complain(
                name,
                "must be an e-mail address, with a name or without: 'Our campaign <petition@example.org>'",
            )
        return value or None

    def networks(self, name: str) -> tuple[str, ...]:
        networks = tuple(part.strip() for part in self.text(name).split(",") if part.strip())
        for network in networks:
            try:
                ip_network(network, strict=False)
            except ValueError:
                self.complain(
                    name, f"has {network!r}, which is no address or network such as 127.0.0.1 or 10.0.0.0/8."
                )
        return networks

    def number(self, name: str, *, default: float, least: float, most: float) -> float:
        value = self.text(name)
        if not value:
            return default
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not least <= number <= most:
            self.complain(name, f"must be a number from {least:g} to {most:g}, not {value!r}.")
            return default
        return number

    def whole(self, name: str, *, default: int, least: int, most: int) -> int:
        number = self.number(name, default=default, least=least, most=most)
        if number != int(number):
            self.complain(name, f"must be a whole number, not {self.text(name)!r}.")
        return int(number)

    def choice(self, name: str, choices: Mapping[str, Choice], default: str) -> Choice:
        value = self.text(name).lower() or default
        if value not in choices:
            self.complain(name, f"must be {' or '.join(choices)}, not {value!r}.")
        return choices.get(value, choices[default])


def _can_send(mail_from: str) -> bool:
    """Whether it can stand in a mail's From, and so won't make every mail fail later."""
    name, address = parseaddr(mail_from)
    try:
        is_mailbox = bool(Address(name, addr_spec=address).domain)
    except (ValueError, IndexError, HeaderParseError):  # IndexError: the library's answer to 'petition@'
        return False
    return is_mailbox and not any(character in mail_from for character in "\r\n")


def has_shared_metrics() -> bool:
    """Whether several worker processes put their figures together (see `petition serve --workers`)."""
    return bool(os.environ.get("PROMETHEUS_MULTIPROC_DIR"))


def hand_to_workers(metrics_folder: str) -> None:
    """Puts settings into the environment that worker processes will inherit, with a folder for shared figures."""
    os.environ.update(merged_environment() | {"PROMETHEUS_MULTIPROC_DIR": metrics_folder})
