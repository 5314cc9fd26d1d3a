"""Fields as they are shown, to the widget and on the page alike."""

from widget_server.core.catalogue import load_catalogues
from widget_server.core.fields import KNOWN_FIELDS, Field
from widget_server.web.public.form_fields import OwnWords, shown_fields

HEARD = Field(
    "extra_heard", "select", "off", 0, False, "How?", (("friend", "From a friend"), ("web", "On the web"))
)
GERMAN = load_catalogues().best("de")


def test_a_translated_field_speaks_its_own_language_where_it_has_words_and_else_the_petitions() -> None:
    translated = {"extra_heard": OwnWords("Wie?", {"web": "Im Netz"})}
    country, heard = shown_fields((KNOWN_FIELDS["country"], HEARD), GERMAN, translated)
    assert country["label"] == "Land"
    assert heard["label"] == "Wie?"
    assert heard["options"] == [["friend", "From a friend"], ["web", "Im Netz"]]


def test_without_a_translation_the_petitions_words_stand() -> None:
    (heard,) = shown_fields((HEARD,), GERMAN)
    assert heard["label"] == "How?"
    assert heard["options"] == [["friend", "From a friend"], ["web", "On the web"]]
