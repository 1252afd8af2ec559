"""Ports of the loopback address."""

import secrets
import socket

LOOPBACK = "127.0.0.1"
# Below the range from which Linux serves outgoing connections: one of those could take the port of
# a server that is away for a moment.
FIRST, LAST = 20_000, 32_768


def free() -> int:
    """Return a port that nobody uses at this moment."""
    while taken(port := FIRST + secrets.randbelow(LAST - FIRST)):
        continue
    return port


def taken(port: int) -> bool:
    """Whether somebody listens on the port, or it may not be listened on."""
    with socket.socket() as probe:
        # As the servers do: a port whose old connections are only timing out is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return True
        return False
