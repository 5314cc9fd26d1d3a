"""What makes signatures suspect together."""

from widget_server.core.clock import DAY
from widget_server.core.networks import networks_of
from widget_server.core.sealing import PetitionVault
from widget_server.core.signature import Trace


def trace_of(vault: PetitionVault, address: str | None, canonical_email: str, at: int) -> Trace:
    """Of somebody who signs from `address`: the hash of their IPv4 /24 or IPv6 /48 on this day, and of their mail
    domain.
    """
    network = vault.trace(f"network {at // DAY} {networks_of(address)[1]}") if address else None
    return Trace(network, vault.trace(f"mail {canonical_email.rpartition('@')[2]}"))
