"""The demo's mailbox."""

from email.message import EmailMessage

from widget_server.mail.demo_mailbox import DemoMailbox


def letter(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = (
        "petition@organizers.test",
        "ada@example.org",
        subject,
    )
    message["Date"] = "Fri, 15 Jan 2027 12:00:00 +0000"
    message.set_content("Hello")
    message.add_alternative("<p>Hello</p>", subtype="html")
    return message


async def test_the_newest_mail_is_first_and_can_be_found_by_its_number() -> None:
    mailbox = DemoMailbox()
    for subject in ("one", "two"):
        await mailbox.send(letter(subject))
    newest, oldest = mailbox.newest_first()
    assert (newest.subject, oldest.subject) == ("two", "one")
    assert mailbox.find(newest.id) == newest
    assert mailbox.find(99) is None
    assert (newest.to, newest.text.strip(), newest.html.strip()) == (
        "ada@example.org",
        "Hello",
        "<p>Hello</p>",
    )


async def test_the_oldest_mails_make_room() -> None:
    mailbox = DemoMailbox(keep=3)
    for number in range(5):
        await mailbox.send(letter(str(number)))
    assert [mail.subject for mail in mailbox.newest_first()] == ["4", "3", "2"]
