"""What is kept of a mail server's words."""

import pytest

from widget_server.mail.server_words import LONGEST, server_words


@pytest.mark.parametrize(
    "said, kept",
    [
        ("5.1.1 <Ada.L@example.org>: unknown", "550 5.1.1 <(the address)>: unknown"),
        ("5.1.1 no mailbox ada.l here", "550 5.1.1 no mailbox (the address) here"),
        ("5.7.1 try bob@other.example\ninstead", "550 5.7.1 try (the address) instead"),
        ("5.7.1 listed, see https://list.example/q?ip=192.0.2.1", None),
    ],
)
def test_organizers_read_why_and_not_whom(said: str, kept: str | None) -> None:
    assert server_words(550, said, "ada.l@example.org") == (kept or f"550 {said}")


def test_a_name_that_is_in_every_other_word_takes_none_away() -> None:
    assert server_words(450, "try again later", "a@example.org") == "450 try again later"
    assert server_words(450, "the mailer is busy", "mail@example.org") == "450 the mailer is busy"


def test_a_server_that_talks_and_talks_is_cut_off() -> None:
    assert len(server_words(550, "x " * 5_000, "ada@example.org")) == LONGEST
