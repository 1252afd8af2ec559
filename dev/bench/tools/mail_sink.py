"""An SMTP server that only counts, in its own process so that its CPU is not the senders'.

`python -m dev.bench.tools.mail_sink PORT LOG` accepts every mail and writes a line for each into
LOG: when it arrived, and its Message-ID. At SIGTERM it prints the seconds of CPU it used.
"""

import re
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from dev.services.ports import LOOPBACK

_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE | re.IGNORECASE)


class _SmtpHandler:
    def __init__(self, log: TextIO) -> None:
        self.log = log

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        found = _MESSAGE_ID.search(envelope.original_content or b"")
        self.log.write(f"{time.time():.4f} {found.group(1).decode() if found else '-'}\n")
        self.log.flush()
        return "250 OK"


def main(port: int, log: Path) -> None:
    """Accept mails until SIGTERM."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})  # before the threads inherit it
    with log.open("a") as lines:
        controller = Controller(_SmtpHandler(lines), hostname=LOOPBACK, port=port)
        controller.start()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        signal.sigwait({signal.SIGTERM})
        controller.stop()
    sys.stdout.write(f"{time.process_time()}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
