"""All petitions and partners as of one moment, as requests look them up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from widget_server.core.errors import OriginNotAllowed, PartnerSuspended, PetitionClosed, PetitionNotFound
from widget_server.core.html_tree import Tree, html_tree
from widget_server.core.languages import best, by_tag
from widget_server.core.partner import Partner
from widget_server.core.petition import Petition
from widget_server.core.sealing import PetitionVault

ANY_ORIGIN = re.compile(r"null|https?://[A-Za-z0-9.:\[\]_-]{1,255}")
"""What a browser sends as Origin; 'null' stands for sandboxed frames and files."""


@dataclass(frozen=True)
class LivePetition:
    """A petition, speaking one of its languages, with what it takes to serve it. `vault` is None once its data key is
    gone.

    `text_ids`: every text it has ever shown, in any language. `body_html` is clean. `languages`: the tags of all that
    it speaks, its own first; () for its own alone. `translations`: the same petition in the others; a translation
    has none.
    """

    petition: Petition
    vault: PetitionVault | None
    text_ids: frozenset[int]
    body_html: str
    languages: tuple[str, ...] = ()
    translations: tuple["LivePetition", ...] = ()

    def speaking(self, *wanted: str) -> "LivePetition":
        """In the first wanted language that it has (matched as in core/languages.py); else in its own."""
        if not self.translations:
            return self
        return best(self._by_tag, wanted, None) or self

    def saying(self, text_id: int) -> "LivePetition | None":
        """In the language whose text this is now; None for a text that was edited since."""
        return next((one for one in (self, *self.translations) if one.petition.text.id == text_id), None)

    @property
    def path(self) -> str:
        """The path of its page in this language, which is named where there are several."""
        path = f"/p/{self.petition.slug}"
        return f"{path}?locale={self.petition.locale}" if self.languages else path

    @cached_property
    def body_tree(self) -> Tree:
        """`body_html` as the widget takes it: made once, while configs are made with every new total."""
        return html_tree(self.body_html)

    @cached_property
    def _by_tag(self) -> dict[str, "LivePetition | None"]:
        """None stands for this one itself, so that nothing holds on to itself."""
        known: list[tuple[str, LivePetition | None]] = [(self.petition.locale, None)]
        return by_tag([*known, *((one.petition.locale, one) for one in self.translations)])


@dataclass(frozen=True)
class Campaign:
    """`petitions` by slug, `partners` by key; `version` is the database's when they were read."""

    version: int
    petitions: Mapping[str, LivePetition]
    partners: Mapping[str, Partner]

    def public(self, slug: str, now: int) -> LivePetition:
        """An open or closed petition. Raises PetitionNotFound for unknown and draft ones alike."""
        live = self.petitions.get(slug)
        if live is None or live.petition.status(now) == "draft":
            raise PetitionNotFound(slug)
        return live

    def signable(self, slug: str, now: int) -> LivePetition:
        """A petition that takes signatures now. Raises PetitionNotFound, PetitionClosed."""
        live = self.public(slug, now)
        if live.vault is None or live.petition.status(now) == "closed":
            raise PetitionClosed
        return live

    def by_id(self, petition_id: int) -> LivePetition | None:
        """The petition that a token or a mail names."""
        return self._petitions_by_id.get(petition_id)

    def partner_by_id(self, partner_id: int) -> Partner | None:
        """The partner that a token names; None for 0, the service's own pages."""
        return self._partners_by_id.get(partner_id)

    def is_known_origin(self, origin: str) -> bool:
        """Whether some partner has listed the origin, so that its pages may read what we answer them."""
        return origin in self._origins

    @cached_property
    def _petitions_by_id(self) -> dict[int, LivePetition]:
        return {live.petition.id: live for live in self.petitions.values()}

    @cached_property
    def _partners_by_id(self) -> dict[int, Partner]:
        return {partner.id: partner for partner in self.partners.values()}

    @cached_property
    def _origins(self) -> frozenset[str]:
        return frozenset(origin for partner in self.partners.values() for origin in partner.origins)

    def partner(self, key: str) -> Partner | None:
        """The partner of a snippet; None for '', the service's own pages. Raises OriginNotAllowed, PartnerSuspended."""
        if not key:
            return None
        partner = self.partners.get(key)
        if partner is None:
            raise OriginNotAllowed(
                f"There is no partner {key!r} here. Check the `partner` attribute of the snippet, "
                f"or add the partner with: petition partner add {key} --name NAME --origin ORIGIN"
            )
        if partner.is_suspended:
            raise PartnerSuspended
        return partner


def check_origin(petition: Petition, partner: Partner | None, origin: str, own_origin: str) -> None:
    """Whether a page of `origin` may sign for this petition and partner. Raises OriginNotAllowed.

    The service's own pages always may; a partner's may from its listed origins; others where the petition is
    for anyone to embed.
    """
    if origin == own_origin or (petition.embedding == "anyone" and ANY_ORIGIN.fullmatch(origin)):
        return
    if partner is None:
        raise OriginNotAllowed(
            f"This petition may be embedded by its partners alone, and the snippet on {origin} names none. "
            'Add partner="…" with your key to the snippet.'
        )
    if origin not in partner.origins:
        raise OriginNotAllowed(
            f"The partner {partner.key!r} has not listed {origin} as a site of its own. If it is, add it with: "
            f"petition partner add {partner.key} --name NAME --origin {origin}"
        )


def check_any_partners_origin(campaign: Campaign, petition: Petition, origin: str, own_origin: str) -> None:
    """The same where nobody has said which partner the page belongs to: any that is not suspended will do.

    Raises OriginNotAllowed.
    """
    listed = any(origin in one.origins and not one.is_suspended for one in campaign.partners.values())
    if not listed:
        check_origin(petition, None, origin, own_origin)
