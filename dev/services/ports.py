"""Ports of the loopback address."""

import secrets
import socket

LOOPBACK = "127.0.0.1"
# Below Linux's range for outgoing connections, one of which could take the port of a server that is
# restarting.
FIRST, LAST = 20_000, 32_768


def find_free() -> int:
    """Return a port that is not in use at the moment."""
    while is_taken(port := FIRST + secrets.randbelow(LAST - FIRST)):
        continue
    return port


def is_taken(port: int) -> bool:
    """Whether the port can't be listened on."""
    with socket.socket() as probe:
        # As the servers do: a port whose old connections are only timing out is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError:
            return True
        return False
