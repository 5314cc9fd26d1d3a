"""Petitions and partners for tests, stored through the code that organizers' commands use."""

import json
from typing import Any

from widget_server.actions.publish_petition import publish_petition
from widget_server.actions.publish_translation import publish_translation
from widget_server.app import Service
from widget_server.core.campaign import LivePetition
from widget_server.core.clock import Clock
from widget_server.core.partner import Partner
from widget_server.core.petition import Stored
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.sealing import MasterKey
from widget_server.core.settings import Settings
from widget_server.core.translation_file import parse_translation_file
from widget_server.storage import partners, petitions, translations
from widget_server.storage.database import Connection

SLUG = "open-the-library"
PARTNER = "civic-news"
PARTNER_ORIGIN = "https://news.example.org"


def petition_file(body: str = "The library has been closed since May.", **front_matter: Any) -> str:
    """A petition file. `front_matter` overrules or adds keys; None leaves a key out."""
    values = {
        "slug": SLUG,
        "title": "Open the library on Sundays",
        "target": "The city council",
        "statement": "Open the library on Sundays, so that people who work can read.",
    } | front_matter
    # JSON is YAML, and quotes whatever has to be quoted.
    lines = [
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in values.items()
        if value is not None
    ]
    return "\n".join(["---", *lines, "---", body, ""])


def translation_file(body: str = "Seit Mai ist die Bücherei zu.", **front_matter: Any) -> str:
    """A translation file of the petition of `petition_file`, in German; `front_matter` as there."""
    values = {
        "slug": None,
        "translation_of": SLUG,
        "locale": "de",
        "title": "Öffnet die Bücherei am Sonntag",
        "target": "Der Stadtrat",
        "statement": "Öffnen Sie die Bücherei am Sonntag, damit lesen kann, wer arbeitet.",
    } | front_matter
    return petition_file(body, **values)


async def store_petition(
    connection: Connection,
    settings: Settings,
    clock: Clock,
    *,
    state: Stored = "open",
    body: str = "Why.",
    **front: Any,
) -> int:
    """Publishes a petition file and puts the petition in `state`; returns its id."""
    file = parse_petition_file(petition_file(body, **front))
    await publish_petition(connection, file, MasterKey(settings.data_key), clock)
    await petitions.set_state(connection, file.slug, state, clock())
    row = await connection.fetch_one("SELECT id FROM petitions WHERE slug = :slug", {"slug": file.slug})
    assert row is not None
    return int(row["id"])


async def add_petition(
    service: Service, *, state: Stored = "open", body: str = "Why.", **front_matter: Any
) -> LivePetition:
    """Adds a petition (or edits the one of its slug) and returns it as the running service now serves it.

    `state` is draft, open or closed; `front_matter` as for `petition_file`.
    """
    async with service.database.held() as connection:
        await store_petition(
            connection, service.settings, service.clock, state=state, body=body, **front_matter
        )
    await service.refresher.refresh_once()
    return service.live_catalogue.current.petitions[front_matter.get("slug", SLUG)]


async def store_translation(
    connection: Connection, clock: Clock, *, body: str = "Darum.", **front_matter: Any
) -> bool:
    """Publishes a translation file; returns whether the language is new."""
    file = parse_translation_file(translation_file(body, **front_matter))
    return await publish_translation(connection, file, clock)


async def add_translation(service: Service, *, body: str = "Darum.", **front_matter: Any) -> LivePetition:
    """Adds a translation (or edits it), and returns the petition as the running service now serves it in it."""
    async with service.database.held() as connection:
        await store_translation(connection, service.clock, body=body, **front_matter)
    await service.refresher.refresh_once()
    live = service.live_catalogue.current.petitions[front_matter.get("translation_of", SLUG)]
    return live.speaking(front_matter.get("locale", "de"))


async def remove_translation(service: Service, locale: str = "de", slug: str = SLUG) -> None:
    """Takes a translation away, and lets the running service know."""
    async with service.database.held() as connection:
        assert await translations.remove(connection, slug, locale)
    await service.refresher.refresh_once()


async def add_partner(
    service: Service,
    key: str = PARTNER,
    *,
    name: str = "Civic News",
    origins: tuple[str, ...] = (PARTNER_ORIGIN,),
    privacy_url: str | None = None,
) -> Partner:
    """Adds a partner, and returns it as the running service now knows it."""
    async with service.database.held() as connection:
        await partners.save(connection, key, name, list(origins), privacy_url, service.clock())
    await service.refresher.refresh_once()
    return service.live_catalogue.current.partners[key]


async def set_petition_state(service: Service, state: Stored, slug: str = SLUG) -> None:
    """Opens or closes a petition, and lets the running service know."""
    async with service.database.held() as connection:
        assert await petitions.set_state(connection, slug, state, service.clock())
    await service.refresher.refresh_once()


async def suspend_partner(service: Service, key: str = PARTNER, *, is_suspended: bool = True) -> None:
    """Suspends (or resumes) a partner, and lets the running service know."""
    async with service.database.held() as connection:
        assert await partners.set_suspended(connection, key, is_suspended, service.clock())
    await service.refresher.refresh_once()
