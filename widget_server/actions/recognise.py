"""Recognise: what a page may know of the person behind a personal link."""

from collections.abc import Callable
from dataclasses import dataclass

from widget_server.actions.guard import Guard
from widget_server.core.campaign import Campaign, check_any_partners_origin
from widget_server.core.clock import Clock
from widget_server.core.errors import LinkExpired, LinkInvalid, PetitionClosed, TokenExpired, TokenInvalid
from widget_server.core.personal_link import known_fields, read_token


@dataclass(frozen=True, slots=True)
class Recognised:
    """A name to greet by ('' where none is known), and the fields that need not be asked. No answer to any of them."""

    given_name: str
    known: tuple[str, ...]


class Recognise:
    """Looks at the link alone, never at what is stored: nobody can ask whether the person has signed."""

    def __init__(self, campaign: Callable[[], Campaign], guard: Guard, own_origin: str, clock: Clock) -> None:
        self._campaign = campaign
        self._guard = guard
        self._own_origin = own_origin
        self._clock = clock

    def __call__(self, slug: str, text: str, origin: str | None, address: str | None) -> Recognised:
        """For a page of `origin`.

        Raises PetitionNotFound, PetitionClosed, OriginNotAllowed, TooManyRequests, TokenInvalid, TokenExpired.
        """
        campaign = self._campaign()
        live = campaign.signable(slug, self._clock())
        check_any_partners_origin(campaign, live.petition, origin or self._own_origin, self._own_origin)
        self._guard.check("recognise", address)
        try:
            return self.by_link(slug, text)
        except LinkInvalid as error:
            raise TokenInvalid(
                "The personal link is not valid for this petition. Show the whole form."
            ) from error
        except LinkExpired as error:
            raise TokenExpired(
                error.issued_at, live.petition.id, "The personal link is too old. Show the whole form."
            ) from error

    def by_link(self, slug: str, text: str) -> Recognised:
        """The same for the petition's own page, which everybody may look at.

        Raises PetitionNotFound, PetitionClosed, LinkInvalid, LinkExpired.
        """
        now = self._clock()
        live = self._campaign().signable(slug, now)
        if live.vault is None:
            raise PetitionClosed
        link = read_token(live.vault, text, now)
        return Recognised(link.given_name, known_fields(link, live.petition.fields))
