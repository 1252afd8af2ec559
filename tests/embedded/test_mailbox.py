"""The mail page."""

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


class Room:
    """A running mailbox and a way to use it."""

    def __init__(self, folder: Path) -> None:
        self.smtp_port, self.page_port = ports.free(), ports.free()
        self.folder = folder
        self.mailbox = Mailbox(folder, self.smtp_port, self.page_port)

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as server:
            server.send_message(message)

    def get(self, path: str, host: str = "127.0.0.1") -> tuple[str, bytes]:
        request = Request(f"http://127.0.0.1:{self.page_port}{path}", headers={"Host": host})
        with urlopen(request, timeout=5) as response:  # noqa: S310 - our own address
            return response.headers["Content-Type"], response.read()

    def name(self) -> str:
        return next(self.folder.glob("*.eml")).stem


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A mailbox without mails."""
    room = Room(tmp_path)
    room.mailbox.start()
    yield room
    room.mailbox.stop()


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


def test_before_the_first_mail_the_page_says_so(room: Room) -> None:
    assert "No mail has been sent yet" in room.get("/")[1].decode()


def test_a_mail_is_listed_with_subject_and_recipient(room: Room) -> None:
    room.send(hebrew_mail())
    page = room.get("/")[1].decode()
    assert "האות שלך בספר התורה" in page
    assert "חנה לוי &lt;chana@example.org&gt;" in page


def test_the_newest_stands_first(room: Room) -> None:
    for subject in ("earlier", "later"):
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, "a@example.org", "b@x.org"
        room.send(message)
    page = room.get("/")[1].decode()
    assert page.index("later") < page.index("earlier")


def test_the_text_is_shown_escaped_and_its_links_lead_on(room: Room) -> None:
    room.send(hebrew_mail())
    page = room.get(f"/{room.name()}")[1].decode()
    assert "שלום חנה" in page
    assert "<script>" not in page
    assert '<a href="http://127.0.0.1:8000/c/abc/?a=1&amp;b=2">' in page


def test_html_is_shown_in_a_closed_frame(room: Room) -> None:
    room.send(hebrew_mail())
    name = room.name()
    assert f'src="/{name}/1"' in room.get(f"/{name}")[1].decode()
    with urlopen(f"http://127.0.0.1:{room.page_port}/{name}/1", timeout=5) as response:
        policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy


def test_an_attached_pdf_is_served_as_it_was_sent(room: Room) -> None:
    room.send(hebrew_mail())
    name = room.name()
    assert "תעודה.pdf" in room.get(f"/{name}")[1].decode()
    assert room.get(f"/{name}/2") == ("application/pdf", PDF)


def test_a_page_of_another_name_may_not_read_the_mails(room: Room) -> None:
    with pytest.raises(HTTPError, match="403") as refusal:
        room.get("/", host="evil.example")
    refusal.value.close()


@pytest.mark.parametrize("path", ["/nothing", "/../secret", "/a/0", "/1-a/x"])
def test_what_is_not_there_is_not_found(room: Room, path: str) -> None:
    with pytest.raises(HTTPError, match="404") as refusal:
        room.get(path)
    refusal.value.close()
