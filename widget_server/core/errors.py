"""What can go wrong for a caller of the product, by kind.

Every error here is the caller's to act on: it carries a stable `code` (see /openapi.json), the HTTP
status that fits, and a `detail` in plain words that says what to do. `web/problems.py` turns them into
problem documents and pages; nothing else does.

What gets lost on the way: these errors never carry what a person typed, a token or an address, because
they end up in logs. An error that is not of this module is a fault of ours: it is logged with its
traceback and answered as a bare 500.
"""

from collections.abc import Mapping


class PetitionError(Exception):
    """An answer other than yes. `retry_after` is in seconds, where waiting helps."""

    code = "error"
    status = 400
    title = "This request can't be answered"

    def __init__(self, detail: str, *, retry_after: int | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.retry_after = retry_after


class PetitionNotFound(PetitionError):
    """Unknown and draft petitions answer alike, so that nobody can ask for drafts by name."""

    code, status, title = "petition_not_found", 404, "There is no such petition"

    def __init__(self, slug: str) -> None:
        super().__init__(
            f"There is no open petition {slug!r} here. Check its name in the snippet or the link; "
            f"if it is yours and still a draft, open it with: petition open {slug}"
        )


class PetitionClosed(PetitionError):
    """The petition no longer takes signatures."""

    code, status, title = "petition_closed", 410, "This petition is closed"

    def __init__(self) -> None:
        super().__init__("This petition no longer takes signatures. Thank you for wanting to sign.")


class OriginNotAllowed(PetitionError):
    """A page that is not the partner's tries to embed the petition."""

    code, status, title = "origin_not_allowed", 403, "This site may not embed the petition"


class PartnerSuspended(PetitionError):
    """The organizer has switched this partner off."""

    code, status, title = "partner_suspended", 403, "This partner is suspended"

    def __init__(self) -> None:
        super().__init__(
            "Signing through this site is switched off. Supporters can sign on the petition's own page; "
            "the site's owner can ask the petition's organizer."
        )


class TokenInvalid(PetitionError):
    """A token that we did not make, made for something else, or that was used for another signature."""

    code, status, title = "token_invalid", 403, "This form or link is not valid"

    def __init__(
        self, detail: str = "The token is not valid here. Ask for a new challenge and send again."
    ) -> None:
        super().__init__(detail)


class SignatureGone(TokenInvalid):
    """A link of ours whose signature is not here any more."""

    def __init__(self) -> None:
        super().__init__("The signature of this link is not here any more.")


class TokenExpired(PetitionError):
    """A token of ours that is too old: made at `issued_at` (milliseconds), for `petition_id`."""

    code, status, title = "token_expired", 403, "This form or link has expired"

    def __init__(
        self,
        issued_at: int,
        petition_id: int,
        detail: str = "The token is too old. Ask for a new challenge and send again.",
    ) -> None:
        super().__init__(detail)
        self.issued_at = issued_at
        self.petition_id = petition_id


class LinkInvalid(PetitionError):
    """A personal link that we did not make, that is cut off, or that is for another petition."""

    code, status, title = "link_invalid", 403, "This personal link is not valid"

    def __init__(self) -> None:
        super().__init__(
            "The personal link (`me`) is not valid for this petition. Send the whole form without it, "
            "with the same token."
        )


class LinkExpired(PetitionError):
    """A personal link of ours that is too old: made at `issued_at` (milliseconds)."""

    code, status, title = "link_expired", 403, "This personal link has expired"

    def __init__(self, issued_at: int) -> None:
        super().__init__(
            "The personal link (`me`) is too old. Send the whole form without it, with the same token."
        )
        self.issued_at = issued_at


class InvalidFields(PetitionError):
    """What was typed can't be taken as it is. `errors` has a code for each field."""

    code, status, title = "invalid_fields", 422, "Some fields need another look"

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("Correct the fields named in `errors` and send again with the same token.")
        self.errors = dict(errors)


class CutOff(PetitionError):
    """The connection broke off before the whole form had come. Half a form is none."""

    code, status, title = "bad_request", 400, "The request broke off"

    def __init__(self) -> None:
        super().__init__("Only a part of the form has arrived. Send it again with the same token.")


class NoAddress(PetitionError):
    """A request of oEmbed without the address that it is about."""

    code, status, title = "bad_request", 400, "The address is missing"

    def __init__(self) -> None:
        super().__init__("Say which petition by its page's address: /oembed?url=…")


class NotAPetition(PetitionError):
    """An address that is no petition's page here; unknown and draft petitions' are none either."""

    code, status, title = "petition_not_found", 404, "This is no petition's page"

    def __init__(self) -> None:
        super().__init__(
            "Only addresses of petitions here, such as https://HOST/p/keep-the-river, can be embedded."
        )


class FormatNotOffered(PetitionError):
    """oEmbed has two formats; JSON is the one that everybody reads."""

    code, status, title = "not_implemented", 501, "This format is not offered"

    def __init__(self) -> None:
        super().__init__("Ask for format=json.")


class UnknownFormat(PetitionError):
    """Statistics in a format that there is none of."""

    code, status, title = "bad_request", 400, "There is no such format"

    def __init__(self) -> None:
        super().__init__("Ask for format=json or format=csv.")


class TooLarge(PetitionError):
    """The body is larger than any honest form."""

    code, status, title = "too_large", 413, "The request is too large"


class UnsupportedMediaType(PetitionError):
    """The body is of another type than forms are sent in."""

    code, status, title = "unsupported_media_type", 415, "The request has the wrong type"

    def __init__(self) -> None:
        super().__init__("Send the form as application/x-www-form-urlencoded.")


class TooManyRequests(PetitionError):
    """This network asks faster than people do."""

    code, status, title = "too_many_requests", 429, "Too many requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(
            f"Too many requests from this network. Wait {retry_after} seconds and send again with the same token.",
            retry_after=retry_after,
        )


class Overloaded(PetitionError):
    """Nothing was written; the same request can be sent again."""

    code, status, title = "overloaded", 503, "The service is busy"

    def __init__(self, retry_after: int = 2) -> None:
        super().__init__(
            f"The service can't write right now. Nothing was lost or half done: "
            f"wait {retry_after} seconds and send again with the same token.",
            retry_after=retry_after,
        )
