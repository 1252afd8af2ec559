"""The mails that reached the mailbox, and which of them may have come twice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from tests.chaos.monkey import Kill

# Kills that may take a mail's delivery apart: its worker, its queue, its row.
IN_THE_WAY = {"worker", "redis", "postgres"}
# A mail is in flight from its acceptance until its row is marked, which on a busy machine takes
MARKING = 3.0  # seconds at most,
NOTING = 0.5  # and a file's name is as old as the writing of it.


@dataclass(frozen=True)
class Arrival:
    """One mail in the mailbox; `at` in seconds of the Unix clock."""

    message_id: str
    recipient: str
    at: float
    file: Path

    @property
    def certificates(self) -> int:
        """How many sheets of certificates are attached."""
        mail = message_from_bytes(self.file.read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        for part in mail.iter_attachments():
            if part.get_filename() == "certificates.pdf":
                return len(PdfReader(BytesIO(part.get_content())).pages)
        return 0


def arrivals(folder: Path) -> dict[str, list[Arrival]]:
    """Every mail by its Message-ID, the first first."""
    found: dict[str, list[Arrival]] = defaultdict(list)
    for file in sorted(folder.glob("*.eml")):
        head = file.read_bytes().partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
        mail = message_from_bytes(head, policy=policy.default)
        at = int(file.name.partition("-")[0]) / 1e9
        name = str(mail["Message-ID"]).strip()
        found[name].append(Arrival(name, str(mail["To"]), at, file))
    return found


def wrongly_twice(mails: dict[str, list[Arrival]], kills: Sequence[Kill]) -> list[str]:
    """Message-IDs that came again though no kill fell between a mail's coming and its mark."""
    outages = [kill for kill in kills if kill.kind in IN_THE_WAY]
    return [
        name
        for name, copies in mails.items()
        for copy in copies[:-1]
        if not any(
            kill.at <= copy.at + MARKING and kill.back >= copy.at - NOTING for kill in outages
        )
    ]
