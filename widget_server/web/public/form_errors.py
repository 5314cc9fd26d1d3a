"""What to do about the fields of a form that can't be taken, in the words that the widget uses too."""

from collections.abc import Mapping, Sequence
from typing import Any

from widget_server.core.catalogue import Catalogue
from widget_server.core.petition import Petition


def error_texts(
    petition: Petition, words: Catalogue, values: Mapping[str, str], errors: Mapping[str, str]
) -> dict[str, str]:
    """A sentence for each field at fault. `values` are those that were sent, `errors` the codes."""
    lengths = {field.name: field.max_length for field in petition.fields}
    country = words.country_name(values.get("country", "").strip().upper())
    return {
        name: words.text(
            "widget", _message(petition, name, code), count=lengths.get(name, 0), country=country
        )
        for name, code in errors.items()
    }


def error_summary(
    shown: Sequence[Mapping[str, Any]], words: Catalogue, texts: Mapping[str, str]
) -> list[dict[str, str]]:
    """The same away from their fields, so each names the one it is about. The consent's says so by itself.

    `shown` are the fields as shown_fields makes them.
    """
    labels = {field["name"]: field["label"] for field in shown}
    return [
        {
            "field": name,
            "text": words.text("widget", "error_item", label=labels[name], problem=text)
            if name in labels
            else text,
        }
        for name, text in texts.items()
    ]


def _message(petition: Petition, name: str, code: str) -> str:
    special = {
        ("consent", "required"): "error_choice" if petition.consent_style == "choice" else "error_consent",
        ("consent", "declined"): "error_consent_no",
        ("email", "invalid"): "error_email",
        ("postcode", "invalid"): "error_postcode",
    }
    return special.get((name, code), f"error_{code}")
