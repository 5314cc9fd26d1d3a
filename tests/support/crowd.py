"""Many supporters at once, signing at a real server over the network, as persistent as the widget is."""

import asyncio
import contextlib
from dataclasses import dataclass, field

import httpx

from tests.support.server import Server
from tests.support.supporters import filled_form, new_email, new_token, send_form

GIVEN_NAME = "Zebulonia"
"""Whose name, address or token must never be found in a log."""


@dataclass
class Signer:
    """One supporter, with the token of the form and what came back."""

    email: str = field(default_factory=new_email)
    token: str = ""
    signature_id: str | None = None  # once the server has acknowledged it


class Crowd:
    """`size` supporters, `at_once` of them at the server at any time."""

    def __init__(self, size: int, at_once: int = 50) -> None:
        self.signers = [Signer() for _ in range(size)]
        self._at_once = at_once

    @property
    def acknowledged(self) -> list[Signer]:
        return [signer for signer in self.signers if signer.signature_id is not None]

    async def sign_once(self, server: Server) -> None:
        """Everybody who has no answer yet tries once. A server that is gone leaves them without one."""
        waiting = iter([signer for signer in self.signers if signer.signature_id is None])

        async def sign_one_after_the_other() -> None:
            async with server.client() as client:
                for signer in waiting:
                    with contextlib.suppress(httpx.TransportError):
                        await self._try(client, signer)

        await asyncio.gather(*(sign_one_after_the_other() for _ in range(self._at_once)))

    async def sign_until_all_are_answered(self, server: Server) -> None:
        """Everybody tries again, with the same token, until the answer is there."""
        for _ in range(20):
            await self.sign_once(server)
            if len(self.acknowledged) == len(self.signers):
                return
        raise AssertionError(f"{len(self.signers) - len(self.acknowledged)} never got an answer")

    async def _try(self, client: httpx.AsyncClient, signer: Signer) -> None:
        signer.token = signer.token or await new_token(client)
        form = filled_form(signer.token, email=signer.email, given_name=GIVEN_NAME)
        answer = await send_form(client, form)
        assert answer.status_code in (202, 503), answer.text
        if answer.status_code == 202:
            signer.signature_id = str(answer.json()["id"])


def assert_no_person_in(log: str, crowd: Crowd) -> None:
    """No name, address or token of anybody in the crowd."""
    assert "Serving " in log  # so it is the log of a run
    assert GIVEN_NAME not in log
    assert "people.example.org" not in log
    for signer in crowd.signers:
        assert signer.token not in log
    for path in ("/confirm/", "/not-me/"):
        assert path not in log
