"""Read every text that a petition has had, and how many have signed each."""

from dataclasses import dataclass, replace
from typing import Literal

from widget_server.core.clock import Clock
from widget_server.core.petition import Petition
from widget_server.core.text_history import PastText, Signed, history, sent_while, stood
from widget_server.core.totals import Totals
from widget_server.storage import petitions, signed_texts, totals, translations
from widget_server.storage.database import Connection, Database

COUNTED_AT_MOST = 100_000
"""Signatures that are counted one by one when somebody asks: a quarter of a second of one processor, beside signing.
With more, the kept totals by hour say about how many came in while a text stood.
"""

MOST_SHOWN = 50
"""Texts on one page: comparing them takes time."""

How = Literal["whole", "counted", "about"]
"""whole    there is one text, so all signatures are its
counted  one by one
about    what came in while each stood, in all languages
"""


@dataclass(frozen=True, slots=True)
class Texts:
    """The newest first. `older` is the id to ask for the rest with, None where there is no more."""

    petition: Petition
    texts: list[PastText]
    how: How
    older: int | None = None


class ReadTexts:
    """For the organizers' pages."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def __call__(self, slug: str, before: int | None = None) -> Texts | None:
        """Those that came before the text with the id `before`; None where there is no such petition."""
        async with self._database.held() as connection:  # of its own, as counting would keep others waiting
            petition = await petitions.find(connection, slug)
            if petition is None:
                return None
            spoken = [one.text.id for one, _ in await translations.read_of(connection, petition.id)]
            written = await signed_texts.read_all(connection, petition.id)
            kept = (await totals.read_all(connection)).get(petition.id, Totals())
            how: How = "about"
            if len(written) == 1:
                how = "whole"
            elif kept.submitted <= COUNTED_AT_MOST:
                how = "counted"
            current = frozenset([petition.text.id, *spoken])
            shown, has_older = history(written, current, before, MOST_SHOWN)
            signed = await self._signed(connection, petition.id, shown, kept, how)
        older = shown[-1].text.id if has_older else None
        texts = [replace(one, signed=signed.get(one.text.id), is_about=how == "about") for one in shown]
        return Texts(petition, texts, how, older)

    async def _signed(
        self, connection: Connection, petition_id: int, texts: list[PastText], kept: Totals, how: How
    ) -> dict[int, Signed]:
        if how == "whole":
            return {texts[0].text.id: (kept.submitted, kept.confirmed)} if texts else {}
        if how == "counted":
            counted = await signed_texts.count(connection, petition_id)
            return {one.text.id: counted.get(one.text.id, (0, 0)) for one in texts}
        hours = await signed_texts.by_hour(connection, petition_id)
        spans = {one.text.id: stood(one, self._clock() + 1) for one in texts}
        return {id_: sent_while(hours, *span) for id_, span in spans.items() if span}
