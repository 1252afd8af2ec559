"""A wire between the browser and the site that can be cut, and that can lose an answer."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class Relay:
    """Passes what comes to its own port on to another, until it is cut."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._wires: set[socket.socket] = set()
        self._lock = threading.Lock()
        self.whole = True
        self.answers_arrive = True
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]

    def cut(self) -> None:
        """Every wire breaks, and no new one holds."""
        self.whole = False
        self._break()

    def mend(self) -> None:
        """Wires hold, and answers arrive."""
        self.whole = self.answers_arrive = True
        self._break()

    def lose_answers(self) -> None:
        """What is asked arrives at the site; what the site answers is lost with the wire."""
        self.answers_arrive = False

    def _break(self) -> None:
        with self._lock:
            wires, self._wires = self._wires, set()
        for wire in wires:
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
            wire.close()

    def run(self) -> None:
        """Take wires until the relay is closed."""
        with suppress(OSError):
            while True:
                near, _ = self._listening.accept()
                if not self.whole:
                    near.close()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                with self._lock:
                    self._wires |= {near, far}
                threading.Thread(target=self._pass, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near, True), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if is_answer and not self.answers_arrive:
                    break
                sink.sendall(data)
        for wire in (source, sink):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End it with all its wires."""
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._break()


@contextmanager
def relay(target: int) -> Iterator[Relay]:
    """A relay to a port of this machine."""
    wire = Relay(target)
    threading.Thread(target=wire.run, daemon=True).start()
    try:
        yield wire
    finally:
        wire.close()
