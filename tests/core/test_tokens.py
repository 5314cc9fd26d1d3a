"""Signed tokens: round trip, tampering, purposes, expiry, key rotation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clocks import StandingClock
from widget_server.core import ids
from widget_server.core.clock import DAY
from widget_server.core.errors import TokenExpired, TokenInvalid
from widget_server.core.signature import UNCONFIRMED_KEPT_DAYS
from widget_server.core.tokens import (
    FORM_LIFETIME,
    MAIL_LIFETIME,
    FormToken,
    MailPurpose,
    MailToken,
    Tokens,
)

KEY, OTHER_KEY = "k" * 32, "o" * 32
NOW = 1_800_000_000_000
PURPOSES: tuple[MailPurpose, ...] = tuple(MAIL_LIFETIME)  # type: ignore[arg-type]  # its keys are the purposes

whole = st.integers(0, 2**63 - 1)
times = st.integers(0, 2**48 - 1)
printable = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=120)
form_tokens = st.builds(FormToken, times.map(ids.new_id), whole, whole, whole, printable, st.booleans())
mail_tokens = st.builds(MailToken, times.map(ids.new_id), whole, times)


FORM_VECTOR = (
    "AAECAwQFBgcICQoLDA0ODw.1.2.3.0.https://news.example.org.iLMAenCsccfQsCSvmtkbFjp0PmCFLTd4rDyvuTrm5OY"
)
CONFIRM_VECTOR = "AAECAwQFBgcICQoLDA0ODw.1.1800000000000.2fa9gKxbvaLRm8kiihYUvhEVrymVkjqEp23pkB32MdE"
NOT_ME_VECTOR = "AAECAwQFBgcICQoLDA0ODw.1.1800000000000.ckkrI1HMs7of0RlCLAUkv4pmdqILqqj12P9mzhqn7Hw"


class TokenContract:
    """What holds for every kind of token. Each kind says how it is made and read, and how long it lives."""

    lifetime: int

    def made(self, tokens: Tokens, at: int) -> str:
        raise NotImplementedError

    def read(self, tokens: Tokens, text: str, now: int) -> object:
        raise NotImplementedError

    def test_it_is_good_to_the_last_millisecond_of_its_life_and_not_one_longer(self) -> None:
        tokens, clock = Tokens([KEY]), StandingClock(NOW)
        text = self.made(tokens, clock())
        clock.forward(self.lifetime)
        assert self.read(tokens, text, clock())
        clock.forward(1)
        with pytest.raises(TokenExpired) as expired:
            self.read(tokens, text, clock())
        assert expired.value.issued_at == NOW

    def test_any_changed_character_is_refused(self) -> None:
        tokens = Tokens([KEY])
        text = self.made(tokens, NOW)
        for place, character in enumerate(text):
            for other in "A0-.z_ é":
                if other != character:
                    with pytest.raises(TokenInvalid):
                        self.read(tokens, text[:place] + other + text[place + 1 :], NOW)

    def test_any_missing_or_added_character_is_refused(self) -> None:
        tokens = Tokens([KEY])
        text = self.made(tokens, NOW)
        for place in range(len(text) + 1):
            for changed in (text[:place] + text[place + 1 :], text[:place] + "=" + text[place:]):
                if changed != text:
                    with pytest.raises(TokenInvalid):
                        self.read(tokens, changed, NOW)

    def test_the_last_character_has_no_second_spelling(self) -> None:
        # 32 bytes leave two bits of the last base64 character unused.
        tokens = Tokens([KEY])
        text = self.made(tokens, NOW)
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        for last in alphabet.replace(text[-1], ""):
            with pytest.raises(TokenInvalid):
                self.read(tokens, text[:-1] + last, NOW)

    def test_another_installation_refuses_it(self) -> None:
        text = self.made(Tokens([OTHER_KEY]), NOW)
        with pytest.raises(TokenInvalid):
            self.read(Tokens([KEY]), text, NOW)

    def test_after_a_rotation_the_newest_key_signs_and_the_older_ones_are_still_accepted(self) -> None:
        old, rotated = Tokens([KEY]), Tokens([OTHER_KEY, KEY])
        assert self.read(rotated, self.made(old, NOW), NOW)
        assert self.read(Tokens([OTHER_KEY]), self.made(rotated, NOW), NOW)
        with pytest.raises(TokenInvalid):
            self.read(old, self.made(rotated, NOW), NOW)

    def test_a_key_that_was_taken_out_is_not_accepted_any_more(self) -> None:
        text = self.made(Tokens([KEY]), NOW)
        with pytest.raises(TokenInvalid):
            self.read(Tokens(["n" * 32, OTHER_KEY]), text, NOW)


def test_tokens_made_by_earlier_versions_stay_good() -> None:
    """Links in mails live for a year: the way they are signed must not change."""
    tokens = Tokens([KEY])
    signature_id = bytes(range(16))
    assert tokens.form_token(FormToken(signature_id, 1, 2, 3, "https://news.example.org")) == FORM_VECTOR
    assert tokens.mail_token("confirm", MailToken(signature_id, 1, NOW)) == CONFIRM_VECTOR
    assert tokens.mail_token("not-me", MailToken(signature_id, 1, NOW)) == NOT_ME_VECTOR


class TestFormTokens(TokenContract):
    lifetime = FORM_LIFETIME

    def made(self, tokens: Tokens, at: int) -> str:
        return tokens.form_token(FormToken(ids.new_id(at), 1, 2, 3, "https://news.example.org", False))

    def read(self, tokens: Tokens, text: str, now: int) -> object:
        return tokens.read_form_token(text, now)

    def test_it_tells_when_it_was_made(self) -> None:
        assert FormToken(ids.new_id(NOW), 1, 1, 0, "").made_at == NOW


class MailTokenContract(TokenContract):
    purpose: MailPurpose

    @property
    def lifetime(self) -> int:  # type: ignore[override]  # read alone
        return MAIL_LIFETIME[self.purpose]

    def made(self, tokens: Tokens, at: int) -> str:
        return tokens.mail_token(self.purpose, MailToken(ids.new_id(at), 7, at))

    def read(self, tokens: Tokens, text: str, now: int) -> object:
        return tokens.read_mail_token(self.purpose, text, now)


class TestConfirmTokens(MailTokenContract):
    purpose = "confirm"


class TestNotMeTokens(MailTokenContract):
    purpose = "not-me"


class TestMineTokens(MailTokenContract):
    purpose = "mine"


def kinds() -> dict[str, TokenContract]:
    return {
        "form": TestFormTokens(),
        "confirm": TestConfirmTokens(),
        "not-me": TestNotMeTokens(),
        "mine": TestMineTokens(),
    }


@given(token=form_tokens)
def test_a_form_token_comes_back_as_it_was(token: FormToken) -> None:
    tokens = Tokens([KEY])
    assert tokens.read_form_token(tokens.form_token(token), token.made_at) == token


@given(purpose=st.sampled_from(PURPOSES), token=mail_tokens)
def test_a_mail_token_comes_back_as_it_was(purpose: MailPurpose, token: MailToken) -> None:
    tokens = Tokens([KEY])
    assert tokens.read_mail_token(purpose, tokens.mail_token(purpose, token), token.made_at) == token


@given(kind=st.sampled_from([*kinds()]), text=st.text(max_size=300))
def test_text_that_nobody_signed_is_refused_and_nothing_worse(kind: str, text: str) -> None:
    with pytest.raises(TokenInvalid):
        kinds()[kind].read(Tokens([KEY]), text, NOW)


@pytest.mark.parametrize("at", [*kinds()])
@pytest.mark.parametrize("made_for", [*kinds()])
def test_a_token_made_for_one_purpose_is_refused_for_every_other(made_for: str, at: str) -> None:
    tokens = Tokens([KEY])
    text = kinds()[made_for].made(tokens, NOW)
    if made_for == at:
        assert kinds()[at].read(tokens, text, NOW)
    else:
        with pytest.raises(TokenInvalid):
            kinds()[at].read(tokens, text, NOW)


def test_every_mail_purpose_has_its_tests() -> None:
    assert set(kinds()) == {"form", *PURPOSES}


def test_the_link_in_the_mail_works_as_long_as_the_signature_is_kept_for_it() -> None:
    assert MAIL_LIFETIME["confirm"] == UNCONFIRMED_KEPT_DAYS * DAY


def test_an_invalid_token_is_never_repeated_in_the_error() -> None:
    with pytest.raises(TokenInvalid) as refused:
        Tokens([KEY]).read_form_token("secret.looking.text", NOW)
    assert "secret" not in refused.value.detail + str(refused.value)
