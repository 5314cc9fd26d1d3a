"""Disown: the owner of the address says "it wasn't me"."""

from widget_server.actions.follow_mail_link import Followed, FollowMailLink
from widget_server.actions.writer import Writer
from widget_server.core.signature_commands import Withdraw


class DisownSignature:
    """Withdraws the signature and erases what it says about a person. Idempotent."""

    def __init__(self, follow: FollowMailLink, writer: Writer) -> None:
        self._follow = follow
        self._writer = writer

    async def __call__(self, token: str) -> Followed:
        """Raises TokenInvalid, TokenExpired, Overloaded."""
        followed = await self._follow("not-me", token)
        await self._writer.submit(Withdraw(followed.token.petition_id, followed.token.signature_id, "not_me"))
        return followed
