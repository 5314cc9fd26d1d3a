"""The petition that a preview shows: made of what stands in its form, or in the form of one of its translations."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException

from widget_server.actions.change_petition_state import NoSuchPetition
from widget_server.actions.write_petition import WritePetition, read_written
from widget_server.actions.write_translation import WriteTranslation, read_translation
from widget_server.core.catalogue import Catalogues
from widget_server.core.form_problems import FormProblems
from widget_server.core.petition import Petition
from widget_server.core.petition_preview import as_if_open, as_if_stored
from widget_server.web.organizer import petition_form, translation_form
from widget_server.web.organizer.call import Call
from widget_server.web.organizer.translation_view import tag_of

BEGUN = {"title": "Title", "target": "…", "statement": "Statement"}
"""What stands in for what has to be there and is still empty, so that a petition can be watched from its first word.
In a translation the original's own words do.
"""

NEW_SLUG = "preview"


class PreviewedPetition:
    """From the same files that saving would make."""

    def __init__(self, write: WritePetition, translate: WriteTranslation, catalogues: Catalogues) -> None:
        self._write = write
        self._translate = translate
        self._catalogues = catalogues

    async def __call__(self, call: Call) -> Petition:
        """Of `?petition=`, or of a new one; of its form in `?language=`, or in its own. Raises FormProblems."""
        slug, language = call.query("petition"), call.query("language")
        return await self._translated(call, slug, language) if language else await self._written(call, slug)

    async def _written(self, call: Call, slug: str) -> Petition:
        stored = await self._write.find(slug) if slug else None
        if slug and stored is None:
            raise HTTPException(404)
        values = petition_form.typed(call.form) | {"slug": stored.slug if stored else NEW_SLUG}
        return as_if_stored(read_written(petition_form.as_file(_begun(values, BEGUN))), stored)

    async def _translated(self, call: Call, slug: str, language: str) -> Petition:
        try:
            original = (await self._translate.read(slug)).petition
        except NoSuchPetition as error:
            raise HTTPException(404) from error
        tag = tag_of(language)
        if tag is None or tag == original.locale:
            raise HTTPException(404)
        pieces = translation_form.pieces_of(original, self._catalogues.best(original.locale))
        values = translation_form.typed(call.form, pieces)
        words = {piece.name: piece.original for piece in pieces if piece.is_needed}
        file = translation_form.as_file(_begun(values, words), original, tag)
        try:
            spoken = read_translation(file, original)
        except FormProblems as error:
            raise FormProblems(translation_form.at_fields(error.problems)) from error
        return as_if_open(spoken.of(original))


def _begun(values: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The values, with words for those that have to be there and are still empty."""
    return {**values, **{name: said for name, said in words.items() if not values[name].strip()}}
