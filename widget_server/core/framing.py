"""Whose frame a petition stands in, and on which pages it may."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from widget_server.core.campaign import ANY_ORIGIN, Campaign
from widget_server.core.origins import normalise_origin
from widget_server.core.partner import Partner
from widget_server.core.petition import Petition


@dataclass(frozen=True, slots=True)
class Frame:
    """`partner` is whom its signatures count for. `origins` may hold it; None: anyone.

    `is_for_one_site`: it was made for the page that asked, and is no answer to another one.
    """

    partner: Partner | None
    origins: tuple[str, ...] | None
    is_for_one_site: bool = False


def frame_for(campaign: Campaign, petition: Petition, partner_key: str, site: str | None) -> Frame:
    """The frame for a page of `site`, an origin as its Referer names it. Raises OriginNotAllowed (no such partner).

    A partner's frame stands on the partner's own sites. A suspended partner's does, too, to say so calmly: the
    challenge refuses to sign. Where a listed petition's frame names no partner, the site that asks may hold it if
    a partner lists it; if one alone does, it is that partner's. To name all partners' sites instead would tell
    everybody who the partners are, in a header that grows with each of them. A false Referer opens nothing:
    browsers hold the frame against the page that it really stands on.
    """
    partner = campaign.partners.get(partner_key) or campaign.partner(partner_key)
    if petition.embedding == "anyone":
        return Frame(partner, None)
    if partner is not None:
        return Frame(partner, _safe(partner.origins))
    listing = [one for one in campaign.partners.values() if site in one.origins and not one.is_suspended]
    alone = listing[0] if len(listing) == 1 else None
    return Frame(alone, _safe({site} if site and listing else ()), is_for_one_site=True)


def site_of(address: str | None) -> str | None:
    """The origin of an address that a browser sent, such as a Referer; None where it has none."""
    try:
        parts = urlsplit(address or "")
        return normalise_origin(f"{parts.scheme}://{parts.netloc}")
    except ValueError:
        return None


def _safe(origins: frozenset[str] | set[str] | tuple[()]) -> tuple[str, ...]:
    """Such as mean themselves alone in a policy: nothing in them can end a directive."""
    return tuple(sorted(one for one in origins if ANY_ORIGIN.fullmatch(one) and one != "null"))
