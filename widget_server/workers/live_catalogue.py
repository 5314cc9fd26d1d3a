"""Petitions and partners in memory, as every request needs them; read again when something has changed."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.catalogue import Catalogues
from widget_server.core.clock import Clock
from widget_server.core.markdown import render_body
from widget_server.core.petition import Petition
from widget_server.core.sealing import MasterKey, SealBroken
from widget_server.core.translation import Translation
from widget_server.storage import catalogue_version, partners, petition_texts, petitions, translations
from widget_server.storage.database import Connection

logger = logging.getLogger(__name__)


class LiveCatalogue:
    """`current` is replaced as a whole: whoever holds one sees petitions and partners that fit together."""

    def __init__(self, master_key: MasterKey, catalogues: Catalogues, clock: Clock) -> None:
        self._master_key = master_key
        self._catalogues = catalogues
        self._clock = clock
        self._version = -1
        self.current = Campaign(version=-1, petitions={}, partners={})

    async def refresh(self, connection: Connection) -> None:
        """Reads everything again if the database says that it has changed. Raises StorageUnavailable."""
        version = await catalogue_version.read(connection)
        if version == self._version:
            return
        async with connection.snapshot():
            version = await catalogue_version.read(connection)
            texts = await petition_texts.read_ids(connection)
            spoken = await translations.read_all(connection)
            found = await petitions.read_all(connection)
            known = await partners.read_all(connection)
        live = [
            self._live(petition, key, texts[petition.id], spoken.get(petition.id, []))
            for petition, key in found
        ]
        self.current = Campaign(
            version=version,
            petitions={one.petition.slug: one for one in live},
            partners={partner.key: partner for partner in known},
        )
        self._version = version

    def _live(
        self,
        petition: Petition,
        wrapped_key: bytes | None,
        texts: frozenset[int],
        spoken: Sequence[Translation],
    ) -> LivePetition:
        vault = None
        if wrapped_key:
            try:
                vault = self._master_key.vault(petition.id, petition.slug, wrapped_key)
            except SealBroken as error:
                logger.error("%s; it takes no signatures until the right key is set", error)
        tags = (petition.locale, *(one.text.locale for one in spoken)) if spoken else ()

        def speaking(one: Petition) -> LivePetition:
            body = render_body(one.body, self._catalogues.best(one.locale))
            return LivePetition(one, vault, texts, body, tags)

        others = tuple(speaking(one.of(petition)) for one in spoken)
        return replace(speaking(petition), translations=others)
