"""What a mail's link leads to, looked up without changing anything."""

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from widget_server.core import ids
from widget_server.core.campaign import Campaign, LivePetition
from widget_server.core.clock import Clock
from widget_server.core.errors import Overloaded, SignatureGone, TokenExpired
from widget_server.core.signature import State
from widget_server.core.tokens import MailPurpose, MailToken, Tokens
from widget_server.storage import petition_texts, signatures
from widget_server.storage.database import Database, StorageUnavailable


@dataclass(frozen=True, slots=True)
class Followed:
    """The signature that a link is about, and the name to greet its signer with ('' once erased).

    `token` names that signature, even where the mail was about one that it has replaced.

    `live` speaks the words that were signed; `locale` is the language of the form.
    """

    token: MailToken
    live: LivePetition
    state: State
    given_name: str
    locale: str


class FollowMailLink:
    """Reads a token of a mail and the signature that it names."""

    def __init__(
        self, database: Database, campaign: Callable[[], Campaign], tokens: Tokens, clock: Clock
    ) -> None:
        self._database = database
        self._campaign = campaign
        self._tokens = tokens
        self._clock = clock

    async def __call__(self, purpose: MailPurpose, text: str) -> Followed:
        """Raises TokenInvalid, TokenExpired, Overloaded."""
        token = self._tokens.read_mail_token(purpose, text, self._clock())
        live = self._campaign().by_id(token.petition_id)
        if live is None:
            raise SignatureGone
        try:
            async with self._database.reading() as connection:
                stored = await signatures.find(connection, token.petition_id, token.signature_id)
                if stored is not None and stored.replaced_by is not None:
                    # by the same mailbox, which this link went to as well
                    token = replace(token, signature_id=stored.replaced_by)
                    stored = await signatures.find(connection, token.petition_id, token.signature_id)
                sealed = await signatures.read_sealed(connection, token.petition_id, token.signature_id)
                if stored is not None:
                    live = await petition_texts.as_signed(connection, live, stored.text_id)
        except StorageUnavailable as error:
            raise Overloaded(retry_after=5) from error
        if stored is None:
            raise SignatureGone
        if purpose == "confirm" and stored.state == "pending" and sealed is None:
            # its time to be confirmed was over
            raise TokenExpired(ids.made_at(token.signature_id), token.petition_id)
        name = live.vault.open(sealed[0], token.signature_id).given_name if live.vault and sealed else ""
        return Followed(token, live, stored.state, name, stored.locale)
