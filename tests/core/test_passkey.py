"""Passkeys: taken from this site's browsers alone."""

import pytest

from tests.support.authenticator import Authenticator
from widget_server.core.passkey import Passkey, PasskeyRefused, Passkeys

SITE = Passkeys("https://sign.example.org")


def authenticator(origin: str = "https://sign.example.org", host: str = "sign.example.org") -> Authenticator:
    return Authenticator(origin, host)


def added(one: Authenticator) -> Passkey:
    challenge = SITE.new_challenge()
    return SITE.added(one.add(SITE.options_to_add(challenge, 7, "a@b.org", [])), challenge, "Phone", 5)


def test_a_passkey_that_was_added_signs_a_challenge() -> None:
    phone = authenticator()
    passkey = added(phone)
    challenge = SITE.new_challenge()
    answer = phone.use(SITE.options_to_use(challenge, [passkey]))
    assert SITE.used(answer, challenge, [passkey]) == (passkey, 1)


def test_an_answer_to_another_challenge_is_refused() -> None:
    phone = authenticator()
    passkey = added(phone)
    answer = phone.use(SITE.options_to_use(SITE.new_challenge(), [passkey]))
    with pytest.raises(PasskeyRefused):
        SITE.used(answer, SITE.new_challenge(), [passkey])


def test_an_answer_made_on_another_site_is_refused() -> None:
    phone = authenticator()
    passkey = added(phone)
    for origin, host in (
        ("https://evil.example", "sign.example.org"),
        ("https://sign.example.org", "evil.example"),
    ):
        phone.origin, phone.host = origin, host
        challenge = SITE.new_challenge()
        with pytest.raises(PasskeyRefused):
            SITE.used(phone.use(SITE.options_to_use(challenge, [passkey])), challenge, [passkey])
        with pytest.raises(PasskeyRefused):
            SITE.added(phone.add(SITE.options_to_add(challenge, 7, "a@b.org", [])), challenge, "x", 5)


def test_somebody_elses_key_under_the_same_name_is_refused() -> None:
    phone = authenticator()
    passkey = added(phone)
    other = Authenticator(phone.origin, phone.host, id=phone.id)
    challenge = SITE.new_challenge()
    with pytest.raises(PasskeyRefused):
        SITE.used(other.use(SITE.options_to_use(challenge, [passkey])), challenge, [passkey])


def test_a_copy_of_a_passkey_shows_by_its_counter() -> None:
    phone = authenticator()
    passkey = Passkey(**{name: getattr(added(phone), name) for name in Passkey.__slots__} | {"sign_count": 9})
    challenge = SITE.new_challenge()
    with pytest.raises(PasskeyRefused):
        SITE.used(phone.use(SITE.options_to_use(challenge, [passkey])), challenge, [passkey])


@pytest.mark.parametrize("answer", ["", "{}", "null", "[]", '{"id": 5}', "x" * 30_000, '{"rawId": "a"}'])
def test_rubbish_is_refused(answer: str) -> None:
    with pytest.raises(PasskeyRefused):
        SITE.added(answer, b"x", "y", 5)
    with pytest.raises(PasskeyRefused):
        SITE.used(answer, b"x", [added(authenticator())])


@pytest.mark.parametrize(
    "url, expected",
    [
        ("https://sign.example.org", True),
        ("http://localhost:8000", True),
        ("http://petition.localhost:8000", True),
        ("http://localhost.example.org", False),
        ("http://127.0.0.1:8000", False),
        ("http://[::1]:8000", False),
        ("https://192.0.2.1", False),
        ("http://sign.example.org", False),
    ],
)
def test_passkeys_are_offered_where_browsers_have_them(url: str, expected: bool) -> None:
    assert Passkeys(url).can_be_used is expected
