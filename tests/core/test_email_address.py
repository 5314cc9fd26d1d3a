"""E-mail addresses: which are taken, and which are one mailbox."""

from email.headerregistry import Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget_server.core.email_address import LONGEST, parse_email


def mailbox(text: str) -> str:
    return parse_email(text).canonical


one_mailbox = pytest.mark.parametrize(
    "one, other",
    [
        ("ada@example.org", "Ada@Example.ORG"),
        ("ada@example.org", "ada+petitions@example.org"),
        ("ada@example.org", " ada@example.org\n"),
        ("ada@gmail.com", "a.d.a@gmail.com"),
        ("ada@gmail.com", "A.Da+news@GoogleMail.com"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@bücher.example", "ada@BÜCHER.example"),
        ("ada@example.org", "ada@\uff45xample.org"),
    ],
)


@one_mailbox
def test_addresses_of_one_mailbox_are_one_signer(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other)


@pytest.mark.parametrize(
    "one, other",
    [
        ("a.da@example.org", "ada@example.org"),
        ("ada@example.org", "ada@example.com"),
        ("ada@example.org", "ada@mail.example.org"),
        ("ada@gmail.com", "ada@gmail.com.example.org"),
        ("ada-petitions@example.org", "ada@example.org"),
        ("+ada@example.org", "+bea@example.org"),
    ],
)
def test_addresses_that_may_be_two_people_are_two_signers(one: str, other: str) -> None:
    assert mailbox(one) != mailbox(other)


def test_mail_goes_to_the_address_as_it_was_typed() -> None:
    assert parse_email(" A.Da+News@Gmail.com ").address == "A.Da+News@gmail.com"
    assert parse_email("ada@bücher.example").address == "ada@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        "o'brien@example.org",
        "ada!#$%&'*/=?^_`{|}~@example.org",
        "a@b.example",
        "a" * 64 + "@example.org",
        "ada@sub.domain.example.co.uk",
    ],
)
def test_unusual_addresses_are_taken(text: str) -> None:
    assert parse_email(text).address == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "ada@example..org",
        "ada@-example.org",
        "ada@example.org.",
        "ada..lovelace@example.org",
        ".ada@example.org",
        "ada.@example.org",
        "ada lovelace@example.org",
        '"ada lovelace"@example.org',
        "ada@[127.0.0.1]",
        "Ada <ada@example.org>",
        "ada@example.org, bea@example.org",
        "ada@example.org\r\nBcc: everybody@example.org",
        "ada\n@example.org",
        "ada@exam\x00ple.org",
        "ada\u202e@example.org",
        "ádá@example.org",
        "\u212aada@example.org",
        "\ud800@example.org",
        "a" * 65 + "@example.org",
        "a@" + "b" * 64 + ".example",
        "a@" + ".".join(["b" * 60] * 5),
    ],
)
def test_what_no_mail_can_reach_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # any kind of it: the field's error says the rest
        parse_email(text)


def test_an_address_is_measured_as_it_goes_over_the_wire() -> None:
    domain = ".".join(["ü" * 20] * 6)  # 126 characters typed, over 254 as sent
    with pytest.raises(ValueError, match="domain"):
        parse_email(f"{'a' * 60}@{domain}.example")


near_addresses = st.builds(
    "{}@{}".format,
    st.text(st.sampled_from("abAB.+-_'ß\u017f\u212aÀ\u0130 "), max_size=12) | st.text(max_size=8),
    st.sampled_from(["gmail.com", "GoogleMail.com", "example.org", "bücher.example"]) | st.text(max_size=12),
)


@given(text=st.text(max_size=300) | near_addresses | st.emails())
def test_any_text_is_an_address_that_mail_can_carry_or_a_value_error(text: str) -> None:
    try:
        found = parse_email(text)
    except ValueError:
        return
    assert len(found.address) <= LONGEST
    header = Address(addr_spec=found.address)
    assert header.addr_spec == found.address
    assert found.address.isascii()


@given(text=near_addresses | st.emails())
def test_the_mailbox_of_a_mailbox_is_itself(text: str) -> None:
    try:
        canonical = mailbox(text)
    except ValueError:
        return
    assert mailbox(canonical) == canonical
    assert canonical == canonical.lower()


@given(text=st.emails(), tag=st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True))
def test_a_tag_never_makes_another_signer(text: str, tag: str) -> None:
    local, _, domain = text.rpartition("@")
    try:
        canonical = mailbox(text)
        tagged = mailbox(f"{local}+{tag}@{domain}")
    except ValueError:  # too long, or a domain that mail can't reach
        return
    assert tagged == canonical or local.startswith("+")
