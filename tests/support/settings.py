"""Settings for tests."""

import secrets
from dataclasses import replace
from typing import Any

from widget_server.core.settings import Settings

BASE_URL = "http://petition.test"
"""The service's own origin in tests that speak to the application directly. Nothing ever listens there."""


def make_settings(database_url: str, **changes: Any) -> Settings:
    """Fresh keys, forms that may come back at once, no limits; `changes` name the fields of Settings."""
    settings = Settings(
        secret_key=(secrets.token_hex(32),),
        data_key=secrets.token_hex(32),
        base_url=BASE_URL,
        database_url=database_url,
        mail_from="The Organizers <petition@organizers.test>",
        min_form_seconds=0,
        rate_limits=False,
    )
    return replace(settings, **changes)


def as_environment(settings: Settings) -> dict[str, str]:
    """The same settings as the environment of a `petition` command."""
    environment = {
        "PETITION_SECRET_KEY": ",".join(settings.secret_key),
        "PETITION_DATA_KEY": settings.data_key,
        "PETITION_BASE_URL": settings.base_url,
        "PETITION_DATABASE_URL": settings.database_url,
        "PETITION_MAIL_FROM": settings.mail_from or "",
        "PETITION_MIN_FORM_SECONDS": str(settings.min_form_seconds),
        "PETITION_RATE_LIMITS": "on" if settings.rate_limits else "off",
        "PETITION_QUEUE_LIMIT": str(settings.queue_limit),
        "PETITION_LOG_FORMAT": settings.log_format,
        "PETITION_TRUSTED_PROXIES": ",".join(settings.trusted_proxies),
    }
    if settings.smtp_url:
        environment["PETITION_SMTP_URL"] = settings.smtp_url
    return environment
