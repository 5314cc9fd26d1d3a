"""What parts/pass_on.html shows: links to pass the petition on, and the address itself."""

from dataclasses import dataclass

from widget_server.core.campaign import LivePetition
from widget_server.core.catalogue import Catalogue
from widget_server.core.share_links import ShareLink, share_links


@dataclass(frozen=True, slots=True)
class PassOn:
    """`address` is what all the links lead to."""

    links: list[ShareLink]
    address: str


def pass_on(live: LivePetition, words: Catalogue, address: str) -> PassOn:
    """The petition's own words, passed on with `address`."""
    text = live.petition.share_text or live.petition.text.title
    return PassOn(share_links(words, text, address), address)
