"""Handing mail to a real SMTP server."""

import asyncio
import datetime as dt
import ipaddress
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.postgres import free_port
from tests.support.smtp import SmtpServer, password_check, smtp_server, tls_options
from widget_server.mail import sender as sender_module
from widget_server.mail.sender import SendingFailed, SmtpSender


def letter(to: str = "ada@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "petition@organizers.test", to, "Please confirm"
    message.set_content("Press the button.")
    return message


@asynccontextmanager
async def sender_to(server: SmtpServer, url: str | None = None) -> AsyncIterator[SmtpSender]:
    sender = SmtpSender(url or server.url)
    try:
        yield sender
    finally:
        await sender.close()


async def failure(sender: SmtpSender) -> SendingFailed:
    with pytest.raises(SendingFailed) as caught:
        await sender.send(letter())
    return caught.value


async def test_mails_arrive_over_one_connection_that_stays_open() -> None:
    async with smtp_server() as server, sender_to(server) as sender:
        for number in range(5):
            await sender.send(letter(f"{number}@example.org"))
    assert [mail.to for mail in server.mails] == [f"{number}@example.org" for number in range(5)]
    assert server.connections == 1


async def test_a_connection_that_was_lost_is_opened_again() -> None:
    async with smtp_server() as server, sender_to(server) as sender:
        await sender.send(letter())
        await server.close()
        assert not (await failure(sender)).is_final
        await server.open()
        await sender.send(letter())
        assert len(server.mails) == 2


@pytest.mark.parametrize(
    "answer, is_final", [("450 4.2.1 busy", False), ("452 4.3.1 full", False), ("550 5.1.1 nobody", True)]
)
async def test_a_refused_recipient_is_final_or_not_as_the_server_says(answer: str, is_final: bool) -> None:
    async with smtp_server() as server, sender_to(server) as sender:
        server.recipient_answer = answer
        error = await failure(sender)
        assert (error.is_final, str(error)[:3]) == (is_final, answer[:3])
        server.recipient_answer = None
        await sender.send(letter())  # the connection is still good


@pytest.mark.parametrize("answer, is_final", [("451 4.3.0 later", False), ("554 5.7.1 spam", True)])
async def test_a_refused_mail_is_final_or_not_as_the_server_says(answer: str, is_final: bool) -> None:
    async with smtp_server() as server, sender_to(server) as sender:
        server.data_answer = answer
        assert (await failure(sender)).is_final == is_final
        server.data_answer = None
        await sender.send(letter())


async def test_what_a_server_says_about_an_address_is_not_repeated() -> None:
    async with smtp_server() as server, sender_to(server) as sender:
        server.recipient_answer = "550 5.1.1 <ada@example.org> unknown"
        assert "ada" not in str(await failure(sender))


async def test_a_server_that_is_not_there_is_no_final_answer() -> None:
    sender = SmtpSender(f"smtp://127.0.0.1:{free_port()}")
    assert not (await failure(sender)).is_final
    await sender.close()


async def test_what_is_no_answer_of_smtp_counts_as_a_server_that_is_down() -> None:
    async def talk_rubbish(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk_rubbish, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        sender = SmtpSender(f"smtp://127.0.0.1:{port}")
        for _ in range(2):
            error = await failure(sender)
            assert (error.code, error.is_final) == (None, False)
        await sender.close()


async def test_a_server_that_never_answers_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender_module, "TIMEOUT_SECONDS", 0.2)
    async with smtp_server() as server, sender_to(server) as sender:
        server.is_hanging = True
        assert not (await failure(sender)).is_final
        server.is_hanging = False
        await sender.send(letter())
        assert len(server.mails) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=5))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def server_tls(certificate: Path) -> dict[str, Any]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return tls_options(context)


async def test_starttls_and_login_are_used_where_the_url_says_so(
    server_tls: dict[str, Any], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    login = password_check("petition@organizers.test", "p@ss:word/1")
    async with smtp_server(**server_tls, **login) as server:
        url = f"smtp+starttls://petition%40organizers.test:p%40ss%3Aword%2F1@127.0.0.1:{server.port}"
        async with sender_to(server, url) as sender:
            await sender.send(letter())
        [mail] = server.mails
    assert mail.was_encrypted
    assert mail.user == "petition@organizers.test"


async def test_a_wrong_password_is_our_problem_and_not_final_for_the_mail(
    server_tls: dict[str, Any], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with smtp_server(**server_tls, **password_check("petition", "right")) as server:
        async with sender_to(server, f"smtp+starttls://petition:wrong@127.0.0.1:{server.port}") as sender:
            error = await failure(sender)
        assert not error.is_final
        assert "wrong" not in str(error)
        assert server.mails == []


async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(server_tls: dict[str, Any]) -> None:
    async with smtp_server(**server_tls) as server:
        async with sender_to(server, f"smtp+starttls://127.0.0.1:{server.port}") as sender:
            assert not (await failure(sender)).is_final
        assert server.mails == []


async def test_a_server_without_starttls_gets_no_mail_where_it_was_asked_for() -> None:
    async with smtp_server() as server:
        async with sender_to(server, f"smtp+starttls://127.0.0.1:{server.port}") as sender:
            assert not (await failure(sender)).is_final
        assert server.mails == []
