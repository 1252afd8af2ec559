"""A TCP proxy between the browser and the site that can be cut, and can drop responses."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class TcpProxy:
    """Forwards connections from its own port to another."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._sockets: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.connected = True
        self.forward_responses = True
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def cut(self) -> None:
        """Close all connections and refuse new ones."""
        self.connected = False
        self._break()

    def restore(self) -> None:
        """Forward in both directions again, on new connections."""
        self.connected = self.forward_responses = True
        self._break()

    def drop_responses(self) -> None:
        """Requests arrive at the site; the connection is closed instead of its response."""
        self.forward_responses = False

    def _break(self) -> None:
        with self._lock:
            sockets, self._sockets = self._sockets, set()
        for each in sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def run(self) -> None:
        """Accept connections until the proxy is closed."""
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if not self.connected:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                with self._lock:
                    self._sockets |= {near, far}
                threading.Thread(target=self._forward, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._forward, args=(far, near, True), daemon=True).start()

    def _forward(self, source: socket.socket, sink: socket.socket, is_response: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if is_response and not self.forward_responses:
                    break
                sink.sendall(data)
        for each in (source, sink):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the proxy and all its connections."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._break()


@contextmanager
def tcp_proxy(target: int) -> Iterator[TcpProxy]:
    """A proxy to a local port."""
    proxy = TcpProxy(target)
    threading.Thread(target=proxy.run, daemon=True).start()
    try:
        yield proxy
    finally:
        proxy.close()
