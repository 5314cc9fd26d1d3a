"""Reading application/x-www-form-urlencoded."""

from urllib.parse import parse_qsl

from widget_server.core.errors import InvalidFields

MOST_FIELDS = 60


def parse_form(body: bytes) -> dict[str, str]:
    """Names and values; of a name that comes twice, the first counts.

    Bytes that are not UTF-8 become U+FFFD, which no field takes, so that the field at fault can be named.
    Raises InvalidFields.
    """
    try:
        pairs = parse_qsl(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            errors="replace",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise InvalidFields({"form": "too_long"}) from error
    return dict(reversed(pairs))
