"""The demo's past: sample supporters sign and confirm through the code that real ones use, at times gone by."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from demo_site.samples import SampleSignature
from widget_server.app import Service, own_origin
from widget_server.core import ids
from widget_server.core.clock import HOUR, from_datetime
from widget_server.core.fields import EXTRA
from widget_server.core.settings import Settings
from widget_server.core.signature_commands import Confirm
from widget_server.core.tokens import FormToken


class SettableClock:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = 0

    def __call__(self) -> int:
        """The time it was put to."""
        return self.at


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that a sample supporter does."""

    at: int
    sample: SampleSignature
    signature_id: bytes
    is_confirmation: bool


async def sign_samples(
    settings: Settings, samples: Iterable[SampleSignature], progress: Callable[[int], None]
) -> None:
    """Replays the samples hour by hour. `progress` is told how many more events have been done."""
    clock = SettableClock()
    service = Service(settings, clock=clock)
    events = sorted(_events(samples), key=lambda event: event.at)
    async with service.running():
        for hour, group in groupby(events, key=lambda event: event.at // HOUR):
            happening = list(group)
            clock.at = hour * HOUR + HOUR - 1
            await asyncio.gather(*(_sign(service, event) for event in happening if not event.is_confirmation))
            await asyncio.gather(*(_confirm(service, event) for event in happening if event.is_confirmation))
            progress(len(happening))


def _events(samples: Iterable[SampleSignature]) -> Iterable[_Event]:
    for sample in samples:
        signed_at = from_datetime(sample.signed_at)
        signature_id = ids.new_id(signed_at)
        yield _Event(signed_at, sample, signature_id, False)
        if sample.confirmed_after is not None:
            yield _Event(from_datetime(sample.signed_at + sample.confirmed_after), sample, signature_id, True)


async def _sign(service: Service, event: _Event) -> None:
    sample = event.sample
    campaign = service.live_catalogue.current
    petition = campaign.petitions[sample.petition].petition
    partner = campaign.partner(sample.partner or "")
    origin = min(partner.origins) if partner else own_origin(service.settings)
    token = FormToken(
        signature_id=event.signature_id,
        petition_id=petition.id,
        text_id=petition.text.id,
        partner_id=partner.id if partner else 0,
        origin=origin,
        is_sample=True,
    )
    values = {
        "token": service.tokens.form_token(token),
        "given_name": sample.given_name,
        "family_name": sample.family_name,
        "email": sample.email,
        "country": sample.country,
        "postcode": sample.postcode,
        "comment": sample.comment,
        "consent": "yes",
        "updates": "yes" if sample.updates else "",
        "partner_updates": "yes" if sample.partner_updates else "",
        "source": sample.source,
        "show_name": "yes" if sample.show_name else "",
    }
    values |= {EXTRA + name: answer for name, answer in sample.extra.items()}
    await service.sign(sample.petition, values, origin, None, "en")


async def _confirm(service: Service, event: _Event) -> None:
    petition = service.live_catalogue.current.petitions[event.sample.petition].petition
    await service.writer.submit(Confirm(petition.id, event.signature_id))
