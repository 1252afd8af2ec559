"""Ports of the loopback address."""

import socket

LOOPBACK = "127.0.0.1"


def free() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
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
