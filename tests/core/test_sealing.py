"""Sealing: a stolen database shows no person, and a changed one is noticed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.sealing import NONCE_BYTES, MasterKey, PersonalData, PetitionVault, SealBroken

MASTER = MasterKey("k" * 32)
VAULT = PetitionVault(1, b"d" * 32)
ADA = PersonalData("Ada", "Lovelace", "ada@example.org", "SW1A", "Because I read.")
WITH_OWN_FIELDS = PersonalData("Ada", email="ada@example.org", extra={"heard": "from a friend"})
ID, OTHER_ID = b"a" * 16, b"b" * 16

texts = st.text(st.characters(codec="utf-8"), max_size=80)


@given(
    data=st.builds(PersonalData, texts, texts, texts, texts, texts, st.dictionaries(texts, texts)),
    id_=st.binary(min_size=16, max_size=16),
)
def test_what_is_sealed_opens_as_it_was(data: PersonalData, id_: bytes) -> None:
    assert VAULT.open(VAULT.seal(data, id_), id_) == data


def test_what_a_version_without_own_fields_has_sealed_opens() -> None:
    """Its JSON, sealed with the nonce and key of this test."""
    plain = b'{"given_name":"Ada","email":"ada@example.org"}'
    sealed = bytes(NONCE_BYTES) + VAULT._cipher.encrypt(bytes(NONCE_BYTES), plain, VAULT._petition + ID)
    assert VAULT.open(sealed, ID) == PersonalData(given_name="Ada", email="ada@example.org")


def test_without_own_fields_it_is_sealed_as_versions_before_them_did() -> None:
    assert len(VAULT.seal(ADA, ID)) == NONCE_BYTES + 16 + len(
        b'{"given_name":"Ada","family_name":"Lovelace","email":"ada@example.org","postcode":"SW1A",'
        b'"comment":"Because I read."}'
    )


def test_nothing_of_a_person_can_be_read_in_the_seal() -> None:
    sealed = VAULT.seal(ADA, ID)
    for word in ("Ada", "Lovelace", "ada@example.org", "SW1A", "read", "given_name"):
        assert word.encode() not in sealed
    for word in ("heard", "friend"):
        assert word.encode() not in VAULT.seal(WITH_OWN_FIELDS, ID)


def test_the_same_person_is_sealed_differently_each_time() -> None:
    assert VAULT.seal(ADA, ID) != VAULT.seal(ADA, ID)


def test_rows_cannot_be_swapped() -> None:
    with pytest.raises(SealBroken):
        VAULT.open(VAULT.seal(ADA, ID), OTHER_ID)


def test_another_petition_cannot_open_it_even_with_the_same_key() -> None:
    with pytest.raises(SealBroken):
        PetitionVault(2, b"d" * 32).open(VAULT.seal(ADA, ID), ID)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        PetitionVault(1, b"e" * 32).open(VAULT.seal(ADA, ID), ID)


def test_any_changed_or_missing_byte_breaks_the_seal() -> None:
    sealed = VAULT.seal(ADA, ID)
    for place in range(len(sealed)):
        changed = bytearray(sealed)
        changed[place] ^= 1
        for broken in (bytes(changed), sealed[:place]):
            with pytest.raises(SealBroken):
                VAULT.open(broken, ID)


def test_a_wrapped_key_opens_for_its_petition_alone() -> None:
    wrapped = MASTER.new_wrapped_key("p")
    sealed = MASTER.vault(1, "p", wrapped).seal(ADA, ID)
    assert MASTER.vault(1, "p", wrapped).open(sealed, ID) == ADA
    for master, slug, key in (
        (MASTER, "q", wrapped),
        (MasterKey("o" * 32), "p", wrapped),
        (MASTER, "p", b"short"),
    ):
        with pytest.raises(SealBroken):
            master.vault(1, slug, key)


def test_every_petition_gets_a_key_of_its_own() -> None:
    assert MASTER.new_wrapped_key("p") != MASTER.new_wrapped_key("p")


def test_a_mailbox_keeps_its_signer_key_in_later_versions() -> None:
    """Another one would let everybody sign a second time."""
    key = PetitionVault(7, b"d" * 32).signer_key("ada@example.org")
    assert key.hex() == "88d2b32452cc605242434a5c868aa50c"


def test_a_signature_keeps_its_referral_code_in_later_versions() -> None:
    """Links that were passed on are followed for years."""
    assert VAULT.referral_code(ID) == "sw5nyvr77m"


@given(id_=st.binary(min_size=16, max_size=16))
def test_a_referral_code_suits_any_address_and_is_one_petitions_own(id_: bytes) -> None:
    code = VAULT.referral_code(id_)
    assert re.fullmatch("[a-z2-7]{10}", code)
    assert code == PetitionVault(1, b"d" * 32).referral_code(id_)
    assert code != PetitionVault(1, b"e" * 32).referral_code(id_)
    assert code != PetitionVault(2, b"d" * 32).referral_code(id_)


def test_signatures_of_one_moment_have_referral_codes_that_have_nothing_in_common() -> None:
    codes = {VAULT.referral_code(number.to_bytes(16, "big")) for number in range(2_000)}
    assert len(codes) == 2_000
    assert all(len({code[place] for code in codes}) == 32 for place in range(10))


def test_a_mailbox_has_one_signer_key_in_a_petition_and_another_in_the_next() -> None:
    key = VAULT.signer_key("ada@example.org")
    assert len(key) == 16
    assert key == PetitionVault(1, b"d" * 32).signer_key("ada@example.org")
    assert key != VAULT.signer_key("bea@example.org")
    assert key != PetitionVault(2, b"d" * 32).signer_key("ada@example.org")
    assert key != PetitionVault(1, b"e" * 32).signer_key("ada@example.org")
