"""The markup that a partner pastes into a page.

Each page renders a snippet twice from the same string: once live, once as text
in its details box. So what readers copy is what they see at work.
"""

from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from markupsafe import Markup

RESERVE_CSS_FILE: Final = Path(__file__).parent / "static" / "petition-form.css"

_PRELOAD: Final = Markup(
    '<link rel="preload" as="fetch" crossorigin="anonymous" href="{service}/api/v1/petitions/{petition}?{query}">'
)
_SCRIPT: Final = Markup('<script async crossorigin="anonymous" src="{service}/v1.js"></script>')
_ONE_TAG: Final = Markup(
    '<script async src="{service}/v1.js" data-petition="{petition}" data-partner="{partner}"></script>'
)
_FORM: Final = Markup(
    '<petition-form petition="{petition}" partner="{partner}"{more}>'
    '<a href="{service}/p/{petition}">{link}</a></petition-form>'
)


def script_tag(service: str) -> Markup:
    """Return the tag that loads the widget: once a page, however many forms."""
    return _SCRIPT.format(service=service)


def preload_tag(service: str, petition: str, partner: str, *, mode: str = "full") -> Markup:
    """Return the line for the page's head that asks for the petition before the script does.

    The address is that of the form, to the letter, for a page in English.
    """
    body = "none" if mode == "form" else "tree"
    query = urlencode({"partner": partner, "locale": "en", "body": body})
    return _PRELOAD.format(service=service, petition=petition, query=query)


def form_tag(
    service: str,
    petition: str,
    partner: str,
    *,
    link: str = "Sign the petition",
    **attributes: str,
) -> Markup:
    """Return one form, with a link inside for whom the script doesn't reach."""
    more = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
    return _FORM.format(service=service, petition=petition, partner=partner, more=more, link=link)


def one_tag(service: str, petition: str, partner: str) -> Markup:
    """Return the form as a single script tag; the form appears where it stands."""
    return _ONE_TAG.format(service=service, petition=petition, partner=partner)


def reserve_css() -> str:
    """Return the rules that keep room for the form, so that nothing jumps.

    About a screenful: what comes after it is out of sight while the form arrives.
    """
    return RESERVE_CSS_FILE.read_text(encoding="utf-8").strip()
