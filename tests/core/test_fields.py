"""The form's fields: what is taken as an answer."""

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.countries import COUNTRIES
from widget_server.core.errors import InvalidFields
from widget_server.core.fields import DEFAULT_FIELDS, KNOWN_FIELDS, Field, SignatureForm, is_yes, read_form

ALL = tuple(KNOWN_FIELDS.values())
GOOD = {
    "given_name": "Ada",
    "family_name": "Lovelace",
    "email": "ada@example.org",
    "country": "GB",
    "postcode": "SW1A 1AA",
    "comment": "Because\nI read.",
    "consent": "yes",
}
TEXTS = ["given_name", "family_name", "postcode", "comment"]


def form_with(**answers: str) -> SignatureForm:
    return read_form(ALL, GOOD | answers)


def errors_with(**answers: str) -> dict[str, str]:
    with pytest.raises(InvalidFields) as refused:
        form_with(**answers)
    return refused.value.errors


def test_a_filled_form_is_taken() -> None:
    form = form_with(updates="yes", source="newsletter", ref="friend")
    assert (form.given_name, form.family_name, form.email.address) == ("Ada", "Lovelace", "ada@example.org")
    assert (form.country, form.postcode, form.comment) == ("GB", "SW1A 1AA", "Because\nI read.")
    assert (form.updates, form.partner_updates, form.source, form.ref) == (
        True,
        False,
        "newsletter",
        "friend",
    )
    assert not form.is_honeypot_filled


def test_every_mistake_is_named_at_once() -> None:
    with pytest.raises(InvalidFields) as refused:
        read_form(ALL, {"email": "nobody", "country": "XX", "comment": "x" * 1_001})
    assert refused.value.errors == {
        "given_name": "required",
        "family_name": "required",
        "email": "invalid",
        "country": "invalid",
        "comment": "too_long",
        "consent": "required",
    }


@pytest.mark.parametrize("name", ["given_name", "family_name", "email"])
@pytest.mark.parametrize("answer", ["", "   ", "\u00a0\n"])
def test_a_required_field_needs_more_than_blanks(name: str, answer: str) -> None:
    assert errors_with(**{name: answer}) == {name: "required"}


@pytest.mark.parametrize("name", ["country", "postcode", "comment"])
def test_an_optional_field_may_be_empty(name: str) -> None:
    assert getattr(form_with(**{name: "  "}), name) == ""


def test_a_petition_may_ask_for_less_and_ignores_what_it_does_not_ask() -> None:
    form = read_form((KNOWN_FIELDS["email"],), GOOD | {"state": "confirmed", "id": "1"})
    assert (form.given_name, form.family_name, form.country, form.postcode, form.comment) == ("",) * 5


def test_a_petition_may_require_what_is_optional_by_default() -> None:
    asked = tuple(replace(field, required=True) for field in DEFAULT_FIELDS)
    with pytest.raises(InvalidFields) as refused:
        read_form(asked, GOOD | {"postcode": "", "comment": ""})
    assert refused.value.errors == {"postcode": "required", "comment": "required"}


@pytest.mark.parametrize(
    "field", [field for field in ALL if field.type in ("text", "textarea")], ids=lambda f: str(f.name)
)
def test_an_answer_may_be_as_long_as_the_field_says_and_no_longer(field: Field) -> None:
    longest = "é" * field.max_length
    assert getattr(form_with(country="", **{field.name: longest}), field.name) == longest
    assert errors_with(country="", **{field.name: "é" * (field.max_length + 1)}) == {field.name: "too_long"}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(
    "character",
    [*"\x00\x01\x07\x08\x0b\x1b\x1f\x7f\x80\x9f\u2028\u2029\u202a\u202e\u2066\u2069\ufffd\ud800"],
    ids=lambda character: f"U+{ord(character):04X}",
)
def test_characters_that_deceive_or_break_are_refused(name: str, character: str) -> None:
    assert errors_with(**{name: f"Ada{character}Lovelace"}) == {name: "invalid_characters"}


@pytest.mark.parametrize("name", ["given_name", "family_name", "postcode"])
def test_a_line_break_belongs_into_a_comment_alone(name: str) -> None:
    assert errors_with(**{name: "Ada\nLovelace"}) == {name: "invalid_characters"}
    assert errors_with(**{name: "Ada\r\nBcc: all"}) == {name: "invalid_characters"}
    assert form_with(comment="one\r\ntwo").comment == "one\ntwo"


@pytest.mark.parametrize("name", ["given_name", "family_name"])
@pytest.mark.parametrize("answer", ["Win at https://casino.example", "WWW.casino.example", "x://y"])
def test_a_name_is_no_place_for_a_link(name: str, answer: str) -> None:
    assert errors_with(**{name: answer}) == {name: "invalid"}


@pytest.mark.parametrize(
    "name", ["Ada-Maria O\u2019Brien", "José Núñez", "ليلى", "美咲", "Ægir Þór", "X Æ A-12", "N. N."]
)
def test_people_may_be_called_what_they_are_called(name: str) -> None:
    assert form_with(given_name=name).given_name == name


@pytest.mark.parametrize(
    "comment", ["tabs\tare typed by nobody, but pasted", "👩‍👩‍👧 for my family", "see https://example.org"]
)
def test_a_comment_may_hold_what_people_paste(comment: str) -> None:
    assert form_with(comment=comment).comment


def test_answers_are_kept_in_normal_form() -> None:
    decomposed = unicodedata.normalize("NFD", "Zoë Müller")
    assert form_with(given_name=f"  {decomposed}  ").given_name == "Zoë Müller"


def test_a_country_is_taken_in_small_letters_too() -> None:
    assert form_with(country="gb").country == "GB"


@pytest.mark.parametrize("country", ["UK", "G", "GBR", "🇬🇧", "--", "GB "[::-1] + "B"])
def test_a_country_that_is_not_on_the_list_is_refused(country: str) -> None:
    assert errors_with(country=country) == {"country": "invalid"}


@pytest.mark.parametrize("value", ["yes", "on", "true", "1", "YES"])
def test_a_ticked_box_arrives_in_many_ways(value: str) -> None:
    assert is_yes(value)


@pytest.mark.parametrize("value", [None, "", "off", "false", "0", "yes please", "no thanks", " "])
def test_a_box_that_is_not_ticked_is_no_consent(value: str | None) -> None:
    assert not is_yes(value)
    if value is not None:
        assert errors_with(consent=value) == {"consent": "required"}


@pytest.mark.parametrize("value", ["no", "No", " no "])
def test_who_says_no_has_not_just_forgotten_to_answer(value: str) -> None:
    assert errors_with(consent=value) == {"consent": "declined"}


def test_names_are_shown_only_where_somebody_asked_for_that_on_a_petition_that_offers_it() -> None:
    assert form_with(show_name="yes").show_name
    assert not form_with(show_name="no").show_name
    assert not form_with().show_name
    assert not read_form(DEFAULT_FIELDS, GOOD | {"show_name": "yes"}).show_name


def test_a_postcode_is_written_as_its_country_does() -> None:
    assert form_with(postcode=" sw1a1aa ").postcode == "SW1A 1AA"
    assert form_with(country="nl", postcode="1234ab").postcode == "1234 AB"


def test_a_postcode_that_its_country_has_not_is_refused() -> None:
    assert errors_with(postcode="10115") == {"postcode": "invalid"}
    assert errors_with(postcode="\x00") == {"postcode": "invalid_characters"}


@pytest.mark.parametrize("country", ["", "HK", "AE"])
def test_without_a_country_or_where_it_has_no_postcodes_anything_goes(country: str) -> None:
    assert form_with(country=country, postcode="no idea").postcode == "no idea"
    without_country = tuple(field for field in ALL if field.name != "country")
    assert read_form(without_country, GOOD | {"postcode": "x"}).postcode == "x"


def test_a_country_at_fault_says_nothing_about_the_postcode() -> None:
    assert errors_with(country="XX", postcode="10115") == {"country": "invalid"}


def test_labels_of_pages_and_links_are_cut_and_cleaned_not_refused() -> None:
    form = form_with(source="news\x00letter\n\u202e" + "x" * 200, ref="\x1b[31m")
    assert form.source == ("newsletter" + "x" * 200)[:100]
    assert form.ref == "[31m"


def test_a_filled_honeypot_is_noted_and_not_refused() -> None:
    assert form_with(website="https://casino.example").is_honeypot_filled


names = st.sampled_from(
    [*KNOWN_FIELDS, "consent", "updates", "partner_updates", "source", "ref", "website", "token"]
)
awkward = st.text(st.sampled_from("aA \n\r\t\x00\u202e\ufffd\ud800é\u0301\u017fßﬀ.@:/w<>&'\"👩"), max_size=30)


@given(
    values=st.dictionaries(
        names, st.text(max_size=50) | awkward | st.sampled_from(["yes", "ada@example.org", "DE"])
    )
)
def test_any_text_is_a_form_that_can_be_stored_or_invalid_fields(values: dict[str, str]) -> None:
    form, errors = outcome(values)
    assert (form is None) == bool(errors)
    assert set(errors) <= {*KNOWN_FIELDS, "consent"}
    assert set(errors.values()) <= {"required", "too_long", "invalid", "invalid_characters", "declined"}


@given(answer=st.text(max_size=1_200) | awkward, name=st.sampled_from([*TEXTS, "country", "source", "ref"]))
def test_any_answer_to_one_field_is_stored_in_full_or_refused(answer: str, name: str) -> None:
    form, errors = outcome(GOOD | {name: answer})
    # Another country, and the postcode is at fault.
    at_fault = {name, "postcode"} if name == "country" else {name}
    assert (form is None) == bool(errors)
    assert set(errors) <= at_fault


def outcome(values: dict[str, str]) -> tuple[SignatureForm | None, dict[str, str]]:
    """The form, or its errors."""
    try:
        form = read_form(ALL, values)
    except InvalidFields as refused:
        return None, refused.errors
    assert_storable(form)
    return form, {}


def assert_storable(form: SignatureForm) -> None:
    texts = [form.given_name, form.family_name, form.postcode, form.comment, form.source, form.ref]
    for text in texts:
        assert "\x00" not in text
        text.encode("utf-8")
        assert text == text.strip()
    assert all(unicodedata.is_normalized("NFC", text) for text in texts[:4])
    assert form.country in COUNTRIES | {""}
