"""Which network an address belongs to: what is limited, and suspected, together."""

from ipaddress import IPv6Address, ip_address


def networks_of(address: str) -> tuple[str, str]:
    """'203.0.113.9' -> ('203.0.113.9', '203.0.113.0/24'); for IPv6 the /64 and the /48."""
    try:
        ip = ip_address(address)
    except ValueError:  # a socket without an address, such as a Unix socket
        return address, address
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv6Address):
        return f"{IPv6Address(int(ip) >> 64 << 64)}/64", f"{IPv6Address(int(ip) >> 80 << 80)}/48"
    return str(ip), f"{str(ip).rpartition('.')[0]}.0/24"
