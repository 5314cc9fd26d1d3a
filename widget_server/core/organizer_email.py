"""The e-mail address that an organizer signs in with."""

from email_validator import EmailNotValidError, validate_email


def organizer_email(text: str) -> str:
    """In small letters, as it is stored. Raises ValueError that says what is wrong."""
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized.lower()
    except EmailNotValidError as error:
        raise ValueError(f"This is no e-mail address: {error}") from error
