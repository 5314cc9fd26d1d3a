"""A file of text that came with a form."""

from widget_server.web.organizer.form import Form

LARGEST = 200_000
"""Bytes: more than any petition says."""


def uploaded_text(form: Form, such_as: str, name: str = "file") -> tuple[str, str]:
    """The text, and '' ; or '', and what is wrong with the file."""
    upload = form.file(name)
    if upload is None:
        return "", f"Choose a file such as {such_as}."
    if upload.content is None or len(upload.content) > LARGEST:
        return "", "This is larger than any petition's text. Is it the right file?"
    try:
        text = upload.content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "", "This is not text in UTF-8. Is it the right file?"
    return (text, "") if text else ("", f"This file is empty. Choose one such as {such_as}.")
