"""The messages that one petition's form can come to say, for its config."""

from collections.abc import Iterator, Mapping

from widget_server.core.catalogue import Catalogue, Message
from widget_server.core.errors import LinkExpired, LinkInvalid
from widget_server.core.petition import Petition

REFUSED = {
    "petition_not_found": ("not_found_title", "not_found_text"),
    "origin_not_allowed": ("refused_title", "refused_text"),
    "partner_suspended": ("suspended_title", "suspended_text"),
}
"""What is said to supporters where there is no config, by error code."""

_ELSEWHERE = {
    *("loading", "load_failed_title", "load_failed_text", "try_again"),
    *REFUSED["petition_not_found"],
    *("welcome", "welcome_text", "not_you", "sign_as", "link_over"),
}
"""Said before there is a config, or sent with the answer to a personal link."""


def widget_messages(words: Catalogue, petition: Petition) -> dict[str, Message]:
    """All messages but for those that this petition never needs, or that come another way.

    Where an error of one field has words of its own, their key names both: `error_email_invalid`.
    """
    section = words.section("widget")
    left_out = {*_ELSEWHERE, *_unneeded(petition)}
    renamed = _renamed(petition)
    return {renamed.get(key, key): message for key, message in section.items() if key not in left_out}


def refusal_messages(words: Catalogue, code: str) -> Mapping[str, Message]:
    """What a widget says that gets no config. `code` is the error's."""
    section = words.section("widget")
    return {key: section[key] for key in (*REFUSED.get(code, ()), "open_petition")}


def welcome_messages(words: Catalogue) -> Mapping[str, Message]:
    """What is said to somebody whom a personal link has brought, and should it turn bad before they sign."""
    section = words.section("widget")
    greeting = {key: section[key] for key in ("welcome", "welcome_text", "not_you", "sign_as")}
    return greeting | dict.fromkeys((LinkInvalid.code, LinkExpired.code), section["link_over"])


def _unneeded(petition: Petition) -> Iterator[str]:
    fields = {field.name for field in petition.fields}
    if "country" not in fields:
        yield "choose_country"
    if not {"country", "postcode"} <= fields:
        yield "error_postcode"
    if petition.confirmation == "none":
        yield from ("check_email_title", "check_email", "check_spam", "sign_again")
    if petition.consent_style == "choice":
        yield "error_consent"
    else:
        yield from ("yes", "no", "error_choice", "error_consent_no")


def _renamed(petition: Petition) -> Mapping[str, str]:
    consent = "error_choice" if petition.consent_style == "choice" else "error_consent"
    return {
        "error_email": "error_email_invalid",
        "error_postcode": "error_postcode_invalid",
        consent: "error_consent_required",
        "error_consent_no": "error_consent_declined",
    }
