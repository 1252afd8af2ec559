"""The mails that a laptop's site has sent: one file each, newest first."""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

LISTED = 200


@dataclass(frozen=True)
class Mail:
    """One mail; its name is that of its file, without `.eml`."""

    name: str
    message: EmailMessage

    @property
    def arrived(self) -> datetime:
        """When it was received."""
        return datetime.fromtimestamp(int(self.name.partition("-")[0]) / 1e9, UTC)

    def header(self, name: str) -> str:
        """Return a header as people read it; "" if there is none."""
        return str(self.message.get(name, ""))

    @property
    def parts(self) -> list[EmailMessage]:
        """Everything in it that is no container, in the order in which it stands."""
        return [
            part
            for part in self.message.walk()
            if isinstance(part, EmailMessage) and not part.is_multipart()
        ]


class Mails:
    """A folder of mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def keep(self, content: bytes) -> None:
        """Store a mail as it came."""
        name = f"{time.time_ns():020}-{secrets.token_hex(4)}"
        half = self.folder / f"{name}.part"
        half.write_bytes(content)
        half.rename(self.folder / f"{name}.eml")

    def newest(self) -> list[Mail]:
        """Return the last 200, newest first."""
        names = sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)
        return [mail for name in names[:LISTED] if (mail := self.find(name))]

    def find(self, name: str) -> Mail | None:
        """Return the mail of that name, if there is one."""
        if not name.replace("-", "").isalnum():
            return None
        try:
            content = (self.folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            return None
        return Mail(name, message_from_bytes(content, EmailMessage, policy=default))
