"""The mails in the mailbox, and which of them may have arrived twice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from tests.chaos.fault_injector import Kill

# Kills that may interrupt a delivery: of its worker, its queue, its row.
INTERRUPTING = {"worker", "redis", "postgres"}
# A mail is in flight from its acceptance until its row is marked as sent:
MARK_SECONDS = 3.0  # seconds at most, on a busy machine
CLOCK_SECONDS = 0.5  # a file's name is older than its acceptance by this at most


@dataclass(frozen=True)
class ReceivedMail:
    """One mail in the mailbox; `at` in seconds of the Unix clock."""

    message_id: str
    recipient: str
    at: float
    file: Path

    @property
    def certificates(self) -> int:
        """How many pages of certificates are attached."""
        mail = message_from_bytes(self.file.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        for process in mail.iter_attachments():
            if process.get_filename() == "certificates.pdf":
                return len(PdfReader(BytesIO(process.get_content())).pages)
        return 0


def received_mails(folder: Path) -> dict[str, list[ReceivedMail]]:
    """All mails by Message-ID, the oldest first."""
    found: dict[str, list[ReceivedMail]] = defaultdict(list)
    for file in sorted(folder.glob("*.eml")):
        head = file.read_bytes().partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
        mail = message_from_bytes(head, policy=policy.default)
        at = int(file.name.partition("-")[0]) / 1e9
        name = str(mail["Message-ID"]).strip()
        found[name].append(ReceivedMail(name, str(mail["To"]), at, file))
    return found


def unexplained_duplicates(
    mails: dict[str, list[ReceivedMail]], kills: Sequence[Kill]
) -> list[str]:
    """Message-IDs that arrived again though no kill fell between an arrival and its mark."""
    outages = [kill for kill in kills if kill.kind in INTERRUPTING]
    return [
        name
        for name, copies in mails.items()
        for copy in copies[:-1]
        if not any(
            kill.at <= copy.at + MARK_SECONDS and kill.back >= copy.at - CLOCK_SECONDS
            for kill in outages
        )
    ]
