"""The SMTP server that delivers nothing, and its page."""

import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from dev.services import ports
from dev.services.mailbox import Mailbox

PDF = b"%PDF-1.7 a certificate"


class RunningMailbox:
    """A mailbox, and a client for it."""

    def __init__(self, folder: Path) -> None:
        self.smtp_port, self.page_port = ports.find_free(), ports.find_free()
        self.folder = folder
        self.server = Mailbox(folder, self.smtp_port, self.page_port)

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as server:
            server.send_message(message)

    def get(self, path: str, host: str = "127.0.0.1") -> tuple[str, bytes]:
        request = Request(f"http://127.0.0.1:{self.page_port}{path}", headers={"Host": host})
        with urlopen(request, timeout=60) as response:  # noqa: S310 - our own address
            return response.headers["Content-Type"], response.read()

    def name(self) -> str:
        return next(self.folder.glob("*.eml")).stem


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[RunningMailbox]:
    """A mailbox without mails."""
    mailbox = RunningMailbox(tmp_path)
    mailbox.server.start()
    yield mailbox
    mailbox.server.stop()


def hebrew_mail() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "האות שלך בספר התורה"
    message["From"] = "letters@example.org"
    message["To"] = "חנה לוי <chana@example.org>"
    message.set_content(
        "שלום חנה,\nhttp://127.0.0.1:8000/c/abc/?a=1&b=2\n<script>alert(1)</script>"
    )
    message.add_alternative("<p dir=rtl>שלום</p><script>alert(1)</script>", subtype="html")
    message.add_attachment(PDF, maintype="application", subtype="pdf", filename="תעודה.pdf")
    return message


def test_list_page_without_mails(mailbox: RunningMailbox) -> None:
    assert "No mail has been sent yet" in mailbox.get("/")[1].decode()


def test_list_page_shows_subject_and_recipient(mailbox: RunningMailbox) -> None:
    mailbox.send(hebrew_mail())
    page = mailbox.get("/")[1].decode()
    assert "האות שלך בספר התורה" in page
    assert "חנה לוי &lt;chana@example.org&gt;" in page


def test_list_page_shows_the_newest_first(mailbox: RunningMailbox) -> None:
    for subject in ("earlier", "later"):
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "a@example.org", "b@x.org"
        mailbox.send(message)
    page = mailbox.get("/")[1].decode()
    assert page.index("later") < page.index("earlier")


def test_mail_page_escapes_the_text_and_links_urls(mailbox: RunningMailbox) -> None:
    mailbox.send(hebrew_mail())
    page = mailbox.get(f"/{mailbox.name()}")[1].decode()
    assert "שלום חנה" in page
    assert "<script>" not in page
    assert '<a href="http://127.0.0.1:8000/c/abc/?a=1&amp;b=2">' in page


def test_html_part_is_shown_in_a_sandboxed_frame(mailbox: RunningMailbox) -> None:
    mailbox.send(hebrew_mail())
    name = mailbox.name()
    assert f'src="/{name}/1"' in mailbox.get(f"/{name}")[1].decode()
    with urlopen(f"http://127.0.0.1:{mailbox.page_port}/{name}/1", timeout=60) as response:
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy


def test_attached_pdf_is_served_unchanged(mailbox: RunningMailbox) -> None:
    mailbox.send(hebrew_mail())
    name = mailbox.name()
    assert "תעודה.pdf" in mailbox.get(f"/{name}")[1].decode()
    assert mailbox.get(f"/{name}/2") == ("application/pdf", PDF)


def test_request_with_a_foreign_host_header_is_refused(mailbox: RunningMailbox) -> None:
    with pytest.raises(HTTPError, match="403") as refusal:
        mailbox.get("/", host="evil.example")
    refusal.value.close()


@pytest.mark.parametrize("path", ["/nothing", "/../secret", "/a/0", "/1-a/x"])
def test_unknown_paths_are_not_found(mailbox: RunningMailbox, path: str) -> None:
    with pytest.raises(HTTPError, match="404") as refusal:
        mailbox.get(path)
    refusal.value.close()
