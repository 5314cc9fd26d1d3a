"""Where people pass a petition on: one list for the widget, the pages and the mails.

Plain links: nothing of these places is loaded, and none of them hears of anybody who does not click.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from widget_server.core.catalogue import Catalogue

PLACES = (
    ("WhatsApp", "https://wa.me/?text={text}%20{url}"),
    ("Telegram", "https://t.me/share/url?text={text}&url={url}"),
    ("Facebook", "https://www.facebook.com/sharer/sharer.php?u={url}"),
    ("Bluesky", "https://bsky.app/intent/compose?text={text}%20{url}"),
    ("Mastodon", "https://share.joinmastodon.org/#text={text}%20{url}"),
    ("X", "https://x.com/intent/post?text={text}&url={url}"),
    ("Reddit", "https://www.reddit.com/submit?title={text}&url={url}"),
    ("LinkedIn", "https://www.linkedin.com/sharing/share-offsite/?url={url}"),
)
"""Names, which are the same in every language, and addresses with places for text and url, percent-encoded."""

MAIL = "mailto:?subject={text}&body={text}%0A%0A{url}"


@dataclass(frozen=True, slots=True)
class ShareLink:
    """A link that passes something on by way of the place `name`."""

    name: str
    href: str


def share_templates(words: Catalogue) -> list[tuple[str, str]]:
    """(name, template) of every place, e-mail last, as the widget fills them in."""
    return [*PLACES, (words.text("page", "share_email"), MAIL)]


def share_links(words: Catalogue, text: str, url: str) -> list[ShareLink]:
    """Links that pass on `text` and `url`."""
    filled = {"text": quote(text, safe=""), "url": quote(url, safe="")}
    return [ShareLink(name, template.format_map(filled)) for name, template in share_templates(words)]


def shared_address(petition_url: str, referral_code: str) -> str:
    """The petition's own page, saying who passed it on; '' says nobody."""
    return with_query(petition_url, {"petition_ref": referral_code})


def with_query(address: str, more: Mapping[str, str]) -> str:
    """The address with more in its query; what is '' is left out."""
    said = urlencode({name: value for name, value in more.items() if value})
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}{said}" if said else address
