"""An SMTP server that delivers nothing, and a page that shows the mails it received.

Run as `python -m dev.services.mailbox --smtp-port 1025 --page-port 8025 --folder var/mail`.
"""

import argparse
import signal
from email.message import EmailMessage
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from dev.services import mail_page
from dev.services.mail_store import MailStore
from dev.services.ports import LOOPBACK

# Attachments of other types are only downloaded, never shown.
INLINE_TYPES = ("application/pdf", "image/png", "image/jpeg", "image/gif", "text/plain")
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'"
HTML_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; "
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
)


class Mailbox:
    """The SMTP server and the page, both on the loopback address."""

    def __init__(self, folder: Path, smtp_port: int, page_port: int) -> None:
        store = MailStore(folder)
        self._smtp = Controller(_SmtpHandler(store), hostname=LOOPBACK, port=smtp_port)
        self._page = ThreadingHTTPServer((LOOPBACK, page_port), partial(_PageHandler, store))
        self._thread = Thread(target=self._page.serve_forever)

    def start(self) -> None:
        self._smtp.start()
        self._thread.start()

    def stop(self) -> None:
        self._smtp.stop()
        self._page.shutdown()
        self._page.server_close()
        self._thread.join()


class _SmtpHandler:
    def __init__(self, store: MailStore) -> None:
        self.store = store

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name for it
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.store.save(envelope.original_content or b"")
        return "250 Saved"


class _PageHandler(BaseHTTPRequestHandler):
    def __init__(self, store: MailStore, *rest: object) -> None:
        self.store = store
        super().__init__(*rest)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer `/`, `/<mail>` and `/<mail>/<part>`."""
        # DNS rebinding: a foreign site must not be able to read the sign-in codes in the mails.
        if self.headers.get("Host", "").partition(":")[0] not in (LOOPBACK, "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN)
            return
        name, _, number = self.path.strip("/").partition("/")
        mail = self.store.find(name)
        if not name:
            self._send(mail_page.list_page(self.store.newest()).encode(), policy=PAGE_POLICY)
        elif mail and not number:
            self._send(mail_page.mail_page(mail).encode(), policy=PAGE_POLICY)
        elif mail and number.isdecimal() and int(number) < len(mail.parts):
            self._send_part(mail.parts[int(number)])
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _send_part(self, part: EmailMessage) -> None:
        kind, content = part.get_content_type(), part.get_content()
        if kind == "text/html" and not part.get_filename():
            # Links open in a new tab: most pages refuse to be shown in a frame.
            self._send(f'<base target="_blank">{content}'.encode(), policy=HTML_POLICY)
            return
        body = content if isinstance(content, bytes) else str(content).encode()
        if kind not in INLINE_TYPES:
            kind = "application/octet-stream"
        self._send(body, kind=kind)

    def _send(self, body: bytes, *, kind: str = "text/html", policy: str = "") -> None:
        self.send_response(HTTPStatus.OK)
        charset = "; charset=utf-8" if kind.startswith("text/") else ""
        self.send_header("Content-Type", kind + charset)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the page reloads itself every few seconds."""


def main() -> None:
    """Run until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--page-port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    options = parser.parse_args()
    stop_signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stop_signals)  # before the threads, which inherit it
    mailbox = Mailbox(options.folder, options.smtp_port, options.page_port)
    mailbox.start()
    signal.sigwait(stop_signals)
    mailbox.stop()


if __name__ == "__main__":
    main()
