"""The mails that reached the mailbox, and which of them may have come twice."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

from django.db import connection
from pypdf import PdfReader

from tests.chaos.monkey import Kill

# Kills that may take a mail's delivery apart: its worker, its queue, its row.
IN_THE_WAY = {"worker", "redis", "postgres"}
MARKING = 3.0  # seconds that a busy machine may need to mark what was accepted


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
    """Message-IDs that came again though no kill fell between their claim and their mark."""
    claims = _claims()
    outages = [kill for kill in kills if kill.kind in IN_THE_WAY]
    return [
        name
        for name, copies in mails.items()
        for copy in copies[:-1]
        if not any(
            kill.at <= copy.at + MARKING and kill.back >= _claim_before(claims[name], copy.at)
            for kill in outages
        )
    ]


def _claim_before(claims: list[float], arrival: float) -> float:
    return max((claim for claim in claims if claim <= arrival), default=arrival)


def _claims() -> dict[str, list[float]]:
    """When each message was claimed, as the database noted it."""
    found: dict[str, list[float]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT message_id, extract(epoch FROM min(at)) FROM chaos_flight"
            " GROUP BY message_id, attempts"
        )
        for name, at in cursor.fetchall():
            found[name].append(float(at))
    return found
