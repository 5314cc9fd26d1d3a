"""Every page of the demo site: its path, its template, what it embeds."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from demo_site.partners import CIVIC_NEWS, PRIVACY_WATCH, PartnerSite
from demo_site.petition_files import MORATORIUM, STOP_REKOGNITION
from demo_site.snippets import form_tag, one_tag, preload_tag, script_tag


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the demo site; `embeds` are the snippets that it shows and runs."""

    path: str
    template: str
    partner: PartnerSite | None = None
    preload: Markup | None = None
    script: Markup | None = None
    embeds: tuple[Markup, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def snippet(self) -> str:
        """What a partner copies: what the page loads, then each form, one a line."""
        return "\n".join(part for part in (self.preload, self.script, *self.embeds) if part)


def all_pages(service: str) -> Iterator[Page]:
    """Yield the pages of a site whose widget comes from the origin `service`."""
    yield Page("/", "index.html")
    yield _article(service)
    yield _strict_csp(service)
    yield _one_tag(service)
    yield _two_petitions(service)
    yield Page("/privacy", "privacy.html")


def strict_policy(service: str) -> str:
    """Return the tightest policy under which the widget still works.

    `style-src` and `img-src` are for the page's own looks; the widget needs
    neither.
    """
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {service}",
            f"connect-src {service}",
            "style-src 'self'",
            "img-src 'self'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _article(service: str) -> Page:
    key = CIVIC_NEWS.key
    form = form_tag(service, STOP_REKOGNITION, key, mode="form", source="article")
    preload = preload_tag(service, STOP_REKOGNITION, key, mode="form")
    return Page("/article", "article.html", CIVIC_NEWS, preload, script_tag(service), (form,))


def _strict_csp(service: str) -> Page:
    return Page(
        "/strict-csp",
        "strict-csp.html",
        PRIVACY_WATCH,
        preload_tag(service, STOP_REKOGNITION, PRIVACY_WATCH.key),
        script_tag(service),
        (form_tag(service, STOP_REKOGNITION, PRIVACY_WATCH.key),),
        {"Content-Security-Policy": strict_policy(service)},
    )


def _one_tag(service: str) -> Page:
    tag = one_tag(service, STOP_REKOGNITION, PRIVACY_WATCH.key)
    return Page("/one-tag", "one-tag.html", PRIVACY_WATCH, embeds=(tag,))


def _two_petitions(service: str) -> Page:
    forms = tuple(
        form_tag(service, slug, CIVIC_NEWS.key, mode="form", source="take-part")
        for slug in (STOP_REKOGNITION, MORATORIUM)
    )
    script = script_tag(service)
    return Page("/two-petitions", "two-petitions.html", CIVIC_NEWS, script=script, embeds=forms)
