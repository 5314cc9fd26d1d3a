"""Composing mails: headers that others rely on, words in text and HTML, nothing that a form could smuggle in."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from html import unescape

import pytest
from markupsafe import escape

from tests.support.campaign import petition_file, translation_file
from tests.support.signatures import NOON
from widget_server.core import ids
from widget_server.core.catalogue import load_catalogues
from widget_server.core.petition import Petition, PetitionText
from widget_server.core.petition_file import parse_petition_file
from widget_server.core.sealing import PersonalData
from widget_server.core.share_links import share_links
from widget_server.core.signature import MailKind
from widget_server.core.translation import complete
from widget_server.core.translation_file import parse_translation_file
from widget_server.mail.compose import Composer, Letter, Links

ENGLISH = load_catalogues().best("en")
SIGNATURE = ids.new_id(NOON)
KINDS: tuple[MailKind, ...] = ("confirm", "already_signed", "thanks")
LINKS = Links(
    petition="https://sign.example.org/p/open-the-library",
    share="https://sign.example.org/p/open-the-library?petition_ref=k3vq7mzc2d",
    confirm="https://sign.example.org/confirm/TOKEN.ONE",
    not_me="https://sign.example.org/not-me/TOKEN.TWO",
    mine="https://sign.example.org/mine/TOKEN.THREE",
)
XSS = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;"


def petition(**front_matter: str) -> Petition:
    file = parse_petition_file(petition_file(**front_matter))
    text = PetitionText(1, "en", file.title, file.target, file.statement, file.consent, (), file.legal, "")
    return Petition(
        1, file.slug, text, file.lead_in, file.body, file.fields, "open", "en", share_text=file.share
    )


def in_german(original: Petition) -> Petition:
    return complete(parse_translation_file(translation_file()), original).of(original)


def compose(
    kind: MailKind = "confirm",
    *,
    number: int = 1,
    email: str = "ada@example.org",
    given_name: str = "Ada",
    mail_from: str = "The Organizers <petition@organizers.test>",
    translate: Callable[[Petition], Petition] = lambda original: original,
    **front_matter: str,
) -> EmailMessage:
    letter = Letter(
        kind=kind,
        number=number,
        signature_id=SIGNATURE,
        petition=translate(petition(**front_matter)),
        person=PersonalData(given_name=given_name, family_name="Lovelace", email=email),
        links=LINKS,
        written_at=NOON,
    )
    return Composer(mail_from, "https://sign.example.org").compose(letter, ENGLISH)


def sent(message: EmailMessage) -> EmailMessage:
    """The message as the other side reads it."""
    read = message_from_bytes(message.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content())


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_has_the_headers_that_mail_servers_and_programs_expect(kind: MailKind) -> None:
    message = sent(compose(kind))
    assert message["From"] == "The Organizers <petition@organizers.test>"
    assert message["To"] == "ada@example.org"
    assert "Open the library on Sundays" in message["Subject"]
    assert parsedate_to_datetime(message["Date"]).timestamp() * 1_000 == NOON
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "en"
    assert [one.get_content_type() for one in message.iter_parts()] == ["text/plain", "text/html"]
    for name in ("From", "To", "Subject", "Date", "Message-ID", "MIME-Version"):
        assert len(message.get_all(name, [])) == 1


def test_a_mail_that_has_to_be_sent_again_is_recognised_by_its_message_id() -> None:
    assert compose()["Message-ID"] == compose()["Message-ID"]
    assert compose(number=1)["Message-ID"] != compose(number=2)["Message-ID"]
    assert re.fullmatch(rf"<{ids.to_text(SIGNATURE)}\.1@organizers\.test>", str(compose()["Message-ID"]))


def test_the_name_that_was_typed_is_in_no_header() -> None:
    headers = "\n".join(f"{name}: {value}" for name, value in sent(compose(given_name="Zebulon")).items())
    assert "Zebulon" not in headers
    assert "Lovelace" not in headers


@pytest.mark.parametrize(
    "given_name",
    ["Ada\r\nBcc: victim@example.org", "Ada\nX-Evil: 1", "Ada\r\n\r\n<b>body</b>", "Ada\x00", "Ada\u2028"],
)
def test_a_name_with_line_breaks_adds_no_header(given_name: str) -> None:
    message = sent(compose(given_name=given_name))
    assert message["Bcc"] is None
    assert message["X-Evil"] is None
    assert message["To"] == "ada@example.org"
    assert message.is_multipart()


@pytest.mark.parametrize(
    "email",
    [
        "ada@example.org\r\nBcc: victim@example.org",
        "ada@example.org, victim@example.org",
        "ada@ex ample.org",
        "",
    ],
)
def test_an_address_that_no_header_can_carry_is_refused(email: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        compose(email=email)


def test_a_long_title_beyond_ascii_arrives_as_it_is() -> None:
    title = "Öffnet die Bücherei am Sonntag, " * 8 + "图书馆 🎉"
    assert title in sent(compose(title=title))["Subject"]


def test_a_sender_without_a_name_is_just_an_address() -> None:
    assert sent(compose(mail_from="petition@organizers.test"))["From"] == "petition@organizers.test"


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_confirmation_has_both_links_and_what_was_signed(kind: str) -> None:
    text = part(sent(compose()), kind)
    assert "Ada" in text
    assert LINKS.confirm in text
    assert LINKS.not_me in text
    assert LINKS.petition in text
    assert "so that people who work can read" in " ".join(text.replace(">", " ").split())
    assert "The city council" in " ".join(text.split())


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_quotes_the_petition_in_the_language_that_it_was_signed_in(kind: MailKind) -> None:
    message = sent(compose(kind, translate=in_german))
    assert "Öffnet die Bücherei am Sonntag" in message["Subject"]
    for one in ("plain", "html"):
        text = " ".join(part(message, one).replace("> ", "").split())
        assert "damit lesen kann, wer arbeitet" in text
        assert "Der Stadtrat" in text
        assert "verschlüsselt gespeichert" in text
        assert "Open the library" not in text


@pytest.mark.parametrize("about", ["already_signed", "thanks"])
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_who_has_signed_already_gets_nothing_to_confirm_and_an_address_to_send_on(
    about: MailKind, kind: str
) -> None:
    text = part(sent(compose(about)), kind)
    assert LINKS.confirm not in text
    assert LINKS.not_me in text
    assert LINKS.share in text


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_thanks_have_a_link_for_every_place_to_share_on(kind: str) -> None:
    text = part(sent(compose("thanks", title="Open it & stay")), kind)
    links = share_links(ENGLISH, "Open it & stay", LINKS.share)
    assert len(links) == 9
    for link in links:
        assert (link.href if kind == "plain" else f'href="{escape(link.href)}"') in text
        assert link.name in text


def test_the_thanks_share_the_petitions_own_words_where_it_has_some() -> None:
    text = part(sent(compose("thanks", share="Read on Sundays!")), "plain")
    assert "Read%20on%20Sundays%21" in text


def test_a_long_text_to_share_arrives_whole() -> None:
    words = "図書館を開けよう " * 50
    text = part(sent(compose("thanks", share=words)), "plain")
    assert all(link.href in text for link in share_links(ENGLISH, words.strip(), LINKS.share))


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_typed_is_text_in_the_html_part(kind: MailKind) -> None:
    html = part(sent(compose(kind, given_name=XSS, title=XSS, target=XSS, statement=XSS)), "html")
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("kind", KINDS)
def test_the_html_part_loads_nothing_from_anywhere(kind: MailKind) -> None:
    html = part(sent(compose(kind)), "html")
    assert not re.search(r"<(img|link|script|iframe|object|video)\b|url\(|@import", html, re.IGNORECASE)
    addresses = {unescape(link) for link in re.findall(r"""(?:href|src)="([^"]*)""", html)}
    places = {link.href for link in share_links(ENGLISH, "Open the library on Sundays", LINKS.share)}
    ours = {LINKS.confirm, LINKS.not_me, LINKS.mine, LINKS.petition, LINKS.share}
    assert addresses <= ours | places


def test_links_in_the_text_part_are_never_broken_over_lines() -> None:
    for kind in KINDS:
        lines = part(sent(compose(kind)), "plain").splitlines()
        assert LINKS.not_me in lines
        assert {LINKS.petition, LINKS.share} & set(lines)
        assert (LINKS.confirm in lines) == (kind == "confirm")


def test_a_signer_without_a_given_name_is_greeted_all_the_same() -> None:
    text = part(sent(compose(given_name="")), "plain")
    assert text.splitlines()[0].strip(" ,") == "Hello"


@pytest.mark.parametrize("kind", KINDS)
def test_the_way_to_ones_own_signature_stands_in_mails_about_one_that_counts(kind: MailKind) -> None:
    for name in ("plain", "html"):
        assert (LINKS.mine in part(sent(compose(kind)), name)) == (kind != "confirm")
