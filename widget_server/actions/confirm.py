"""Confirm: the owner of the address says that the signature is theirs."""

from widget_server.actions.follow_mail_link import Followed, FollowMailLink
from widget_server.actions.writer import Writer
from widget_server.core.errors import TokenInvalid
from widget_server.core.signature import State
from widget_server.core.signature_commands import Changed, Confirm


class ConfirmSignature:
    """Idempotent: however often and from wherever the button is pressed, the signature counts once."""

    def __init__(self, follow: FollowMailLink, writer: Writer) -> None:
        self._follow = follow
        self._writer = writer

    async def __call__(self, token: str) -> tuple[Followed, State, bool]:
        """The signature, the state it is in now, and whether this call changed it.

        A signature sent in while the petition was open may be confirmed after it has closed.
        Raises TokenInvalid, TokenExpired, Overloaded.
        """
        followed = await self._follow("confirm", token)
        named, petition = followed.token, followed.live.petition
        result = await self._writer.submit(
            Confirm(named.petition_id, named.signature_id, is_thanked=petition.thanks_mail)
        )
        if not isinstance(result, Changed) or result.state is None:
            raise TokenInvalid
        return followed, result.state, result.has_changed
