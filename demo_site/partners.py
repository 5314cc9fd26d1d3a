"""The two made-up partners of the demo."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PartnerSite:
    """A partner as the service registers it.

    `privacy_path` starts with a slash; append it to the origin of the demo site,
    which is home to both partners.
    """

    key: str
    name: str
    about: str
    privacy_path: str


CIVIC_NEWS = PartnerSite(
    key="civic-news",
    name="Civic News",
    about="a local news site",
    privacy_path="/privacy#civic-news",
)
PRIVACY_WATCH = PartnerSite(
    key="privacy-watch",
    name="Privacy Watch",
    about="a small digital-rights group",
    privacy_path="/privacy#privacy-watch",
)

PARTNERS = (CIVIC_NEWS, PRIVACY_WATCH)
