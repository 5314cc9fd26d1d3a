"""The messages that one petition's form can come to say, for its config."""

from collections.abc import Mapping

from widget_server.core.catalogue import Catalogue, Message
from widget_server.core.petition import Petition

_BEFORE_THE_CONFIG = ("loading", "load_failed_title", "load_failed_text", "try_again")
_OF_PERSONAL_LINKS = ("welcome", "welcome_text", "not_you", "sign_as")
_OF_MAIL = ("check_email_title", "check_email", "check_spam", "sign_again")

REFUSED = {
    "petition_not_found": ("not_found_title", "not_found_text"),
    "origin_not_allowed": ("refused_title", "refused_text"),
    "partner_suspended": ("suspended_title", "suspended_text"),
}
"""What is said to supporters where there is no config, by error code."""


def widget_messages(words: Catalogue, petition: Petition) -> dict[str, Message]:
    """All messages but for those that this petition never needs, or that come another way.

    An error that a field has a word of its own for is named by both: `error_email_invalid`.
    """
    unneeded = {*_BEFORE_THE_CONFIG, *_OF_PERSONAL_LINKS, *REFUSED["petition_not_found"]}
    fields = {field.name for field in petition.fields}
    if "country" not in fields:
        unneeded.add("choose_country")
    if petition.confirmation == "none":
        unneeded.update(_OF_MAIL)
    section = words.section("widget")
    messages = {key: message for key, message in section.items() if key not in unneeded}
    messages["error_email_invalid"] = messages.pop("error_email")
    messages["error_consent_required"] = messages.pop("error_consent")
    return messages


def refusal_messages(words: Catalogue, code: str) -> Mapping[str, Message]:
    """What a widget says that gets no config; nothing for errors that are not the site's to mend."""
    section = words.section("widget")
    return {key: section[key] for key in (*REFUSED.get(code, ()), "open_petition")}
