"""Personal links: what they carry, what nobody can read or change in them, and what a form takes from them."""

import string
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from widget_server.core import ids
from widget_server.core.clock import DAY
from widget_server.core.errors import LinkExpired, LinkInvalid, TokenInvalid
from widget_server.core.fields import KNOWN_FIELDS
from widget_server.core.personal_link import (
    LINKED_FIELDS,
    PersonalLink,
    filled_in,
    is_for,
    known_fields,
    personal_link,
    read_token,
    write_token,
)
from widget_server.core.sealing import PersonalData, PetitionVault, SealBroken
from widget_server.core.tokens import FormToken, MailToken, Tokens

NOW = 1_800_000_000_000
VAULT = PetitionVault(1, b"d" * 32)
ADA = PersonalLink("ada@example.org", NOW, NOW + 90 * DAY, "Ada", "Lovelace", "GB", "SW1A 1AA")
TOKEN = write_token(VAULT, ADA)
ALPHABET = string.ascii_letters + string.digits + "-_"

texts = st.text(st.characters(codec="utf-8"), max_size=100)
times = st.integers(NOW + 1, 2**53)
links = st.builds(PersonalLink, texts, st.integers(0, NOW), times, texts, texts, texts, texts)


@given(link=links)
def test_what_a_link_says_is_read_as_it_was(link: PersonalLink) -> None:
    token = write_token(VAULT, link)
    assert set(token) <= set(ALPHABET)
    assert read_token(VAULT, token, NOW) == link


@given(place=st.integers(0, len(TOKEN) - 1), other=st.sampled_from(ALPHABET + "=. \n\x00é"))
def test_a_link_with_one_other_character_is_none(place: int, other: str) -> None:
    changed = TOKEN[:place] + other + TOKEN[place + 1 :]
    if changed != TOKEN:
        with pytest.raises(LinkInvalid):
            read_token(VAULT, changed, NOW)


@given(text=st.one_of(st.text(max_size=400), st.text(ALPHABET, max_size=400), st.just("A" * 100_000)))
def test_what_we_never_wrote_is_no_link(text: str) -> None:
    with pytest.raises(LinkInvalid):
        read_token(VAULT, text, NOW)


@given(cut=st.integers(0, len(TOKEN) - 1), more=st.text(ALPHABET + "=", min_size=1, max_size=9))
def test_a_link_that_is_cut_off_or_longer_is_none(cut: int, more: str) -> None:
    for changed in (TOKEN[:cut], TOKEN[cut + 1 :], TOKEN + more):
        with pytest.raises(LinkInvalid):
            read_token(VAULT, changed, NOW)


def test_nobody_on_the_way_can_read_anything_in_a_link() -> None:
    sealed = urlsafe_b64decode(TOKEN + "=" * (-len(TOKEN) % 4))
    for word in ("ada@example.org", "Ada", "Lovelace", "SW1A", "email", "given_name"):
        assert word.encode() not in sealed
        assert word not in TOKEN


VECTOR = (
    "gq0WUfrgsKtmTHSQv5iXOh29nlXndd0BGEvIIkqz2OiHxJYSViiE-i2JZ0P15H3metnPt_n1W75sA_XXizxOz3zzdTu4UUeQH5Oa"
    "K2nuDALsKwwNb8UwqTUbhUpTXXBDmMtI15Hh6HqwtKtesIYnP4GL2ry0m7_s4RojJKvza10T354BKQvJInGqVkxa068-S51ghNAg"
    "JhjO7B678CEnMwTG9bm8TPZQlAe5pIRJFr9Xl1uHEuJJzn93D4m2CF7Hi5w1_Lo2XWy23TrPWTvnkjm4_S_vnNDlArivPQ"
)


def test_a_mailing_that_went_out_keeps_working_in_later_versions() -> None:
    assert read_token(VAULT, VECTOR, NOW) == ADA


def test_its_length_does_not_tell_a_short_name_from_a_long_one() -> None:
    assert {len(write_token(VAULT, replace(ADA, given_name="A" * length))) for length in range(1, 20)} == {
        len(TOKEN)
    }


def test_the_same_person_gets_another_token_each_time() -> None:
    assert write_token(VAULT, ADA) != TOKEN


@pytest.mark.parametrize("vault", [PetitionVault(2, b"d" * 32), PetitionVault(1, b"e" * 32)])
def test_a_link_to_one_petition_is_none_to_another(vault: PetitionVault) -> None:
    with pytest.raises(LinkInvalid):
        read_token(vault, TOKEN, NOW)


def test_a_link_works_to_the_last_millisecond_of_its_life_and_not_one_longer() -> None:
    assert read_token(VAULT, TOKEN, ADA.expires_at - 1) == ADA
    with pytest.raises(LinkExpired) as expired:
        read_token(VAULT, TOKEN, ADA.expires_at)
    assert expired.value.issued_at == NOW


def test_a_stored_seal_is_no_link_and_a_link_opens_no_seal() -> None:
    for signature_id in (b"personal-link", b"a" * 16, b""):
        sealed = VAULT.seal(PersonalData(email="ada@example.org"), signature_id)
        with pytest.raises(LinkInvalid):
            read_token(VAULT, urlsafe_b64encode(sealed).rstrip(b"=").decode(), NOW)
        with pytest.raises(SealBroken):
            VAULT.open(VAULT.seal_link(b'{"email":"ada@example.org"}'), signature_id)


def test_a_token_made_for_one_purpose_is_refused_for_another() -> None:
    tokens = Tokens(["k" * 32])
    mail = MailToken(ids.new_id(NOW), 1, NOW)
    others = [
        tokens.form_token(FormToken(ids.new_id(NOW), 1, 1, 0, "https://news.example.org")),
        tokens.mail_token("confirm", mail),
        tokens.mail_token("not-me", mail),
    ]
    for other in others:
        with pytest.raises(LinkInvalid):
            read_token(VAULT, other, NOW)
    with pytest.raises(TokenInvalid):
        tokens.read_form_token(TOKEN, NOW)
    for purpose in ("confirm", "not-me"):
        with pytest.raises(TokenInvalid):
            tokens.read_mail_token(purpose, TOKEN, NOW)


# made of a row of a list


def test_a_link_says_what_its_row_says_as_the_form_would_take_it() -> None:
    row = {
        "given_name": " Ada ",
        "family_name": "Lovelace",
        "email": " ada@Example.ORG ",
        "country": "gb",
        "postcode": "SW1A 1AA",
    }
    assert personal_link(row, NOW) == ADA
    assert personal_link({"email": "ada@example.org"}, NOW, 5) == PersonalLink(
        "ada@example.org", NOW, NOW + 5 * DAY
    )


@pytest.mark.parametrize(
    "name, bad",
    [
        ("given_name", "www.casino.example"),
        ("given_name", "A" * 101),
        ("family_name", "Love\nlace"),
        ("family_name", "Love\u202elace"),
        ("country", "England"),
        ("postcode", "1" * 21),
    ],
)
def test_what_the_form_would_not_take_is_left_out_to_be_asked(name: str, bad: str) -> None:
    link = personal_link({"email": "ada@example.org", name: bad}, NOW)
    assert getattr(link, name) == ""
    assert known_fields(link, tuple(KNOWN_FIELDS.values())) == ("email",)


@pytest.mark.parametrize(
    "country, postcode, kept",
    [("GB", "sw1a1aa", "SW1A 1AA"), ("GB", "10115", ""), ("", "sw1a1aa", "sw1a1aa"), ("AO", "<1>", "<1>")],
)
def test_a_postcode_is_written_as_its_country_does_and_left_out_where_that_can_not_have_it(
    country: str, postcode: str, kept: str
) -> None:
    row = {"email": "ada@example.org", "country": country, "postcode": postcode}
    assert personal_link(row, NOW).postcode == kept


@pytest.mark.parametrize(
    "email", ["", "  ", "ada", "ada@", "@example.org", "ada@example", "a" * 300 + "@x.org"]
)
def test_without_an_address_there_is_no_link_and_the_reason_quotes_nobody(email: str) -> None:
    with pytest.raises(ValueError, match=r"^`email` is empty or no address$"):
        personal_link({"email": email, "given_name": "Ada"}, NOW)


# what a form takes from it


def test_only_what_the_petition_asks_is_told_as_known() -> None:
    asked = tuple(KNOWN_FIELDS[name] for name in ("email", "comment", "given_name"))
    assert known_fields(ADA, asked) == ("email", "given_name")


def test_whose_country_is_not_known_is_asked_for_the_postcode_with_it() -> None:
    link = replace(ADA, country="")
    asked = tuple(KNOWN_FIELDS[name] for name in ("email", "country", "postcode"))
    assert known_fields(ADA, asked) == ("email", "country", "postcode")
    assert known_fields(link, asked) == ("email",)
    assert known_fields(link, (KNOWN_FIELDS["email"], KNOWN_FIELDS["postcode"])) == ("email", "postcode")


@given(
    typed=st.dictionaries(
        st.sampled_from([*LINKED_FIELDS, "comment", "consent"]), st.sampled_from(["", " ", "x"])
    )
)
def test_what_was_typed_wins_and_what_was_left_empty_is_filled_in(typed: dict[str, str]) -> None:
    filled = filled_in(ADA, typed)
    assert filled["email"] == ADA.email
    has_moved = bool(typed.get("country", "").strip())
    for name in set(LINKED_FIELDS) - {"email", *(["postcode"] if has_moved else [])}:
        assert filled[name] == (typed[name] if typed.get(name, "").strip() else getattr(ADA, name))
    assert {name: filled.get(name) for name in ("comment", "consent")} == {
        name: typed.get(name) for name in ("comment", "consent")
    }


@pytest.mark.parametrize(
    "country, postcode, filled",
    [
        ("", "", ("GB", "SW1A 1AA")),
        (" gb", "", (" gb", "SW1A 1AA")),
        ("FR", " ", ("FR", "")),
        ("FR", "75001", ("FR", "75001")),
        ("", "EC1A 1BB", ("GB", "EC1A 1BB")),
    ],
)
def test_a_postcode_is_filled_in_for_its_own_country_alone(
    country: str, postcode: str, filled: tuple[str, str]
) -> None:
    form = filled_in(ADA, {"country": country, "postcode": postcode})
    assert (form["country"], form["postcode"]) == filled


@pytest.mark.parametrize(
    "typed, is_hers",
    [
        ("", True),
        ("  ", True),
        ("ADA@example.org", True),
        ("ada+petition@example.org", True),
        ("bea@example.org", False),
        ("ada@example.com", False),
        ("ada", False),
    ],
)
def test_under_another_address_the_form_is_somebody_elses(typed: str, is_hers: bool) -> None:
    assert is_for(ADA, typed) is is_hers
