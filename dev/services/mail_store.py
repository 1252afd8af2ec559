"""The mails that the site has sent on a laptop: one file each."""

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

LIST_LIMIT = 200


@dataclass(frozen=True)
class Mail:
    """One mail; `name` is its file's name without `.eml`."""

    name: str
    message: EmailMessage

    @property
    def arrived(self) -> datetime:
        return datetime.fromtimestamp(int(self.name.partition("-")[0]) / 1e9, UTC)

    def header(self, name: str) -> str:
        """Return a header, decoded; "" if there is none."""
        return str(self.message.get(name, ""))

    @property
    def parts(self) -> list[EmailMessage]:
        """Its leaf parts, in order."""
        return [
            part
            for part in self.message.walk()
            if isinstance(part, EmailMessage) and not part.is_multipart()
        ]


class MailStore:
    """A folder of mails."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def save(self, content: bytes) -> None:
        """Store a raw mail; a reader never sees a part of it."""
        name = f"{time.time_ns():020}-{secrets.token_hex(4)}"
        partial = self.folder / f"{name}.part"
        partial.write_bytes(content)
        partial.rename(self.folder / f"{name}.eml")

    def newest(self) -> list[Mail]:
        """Return the last LIST_LIMIT mails, newest first."""
        names = sorted((path.stem for path in self.folder.glob("*.eml")), reverse=True)
        return [mail for name in names[:LIST_LIMIT] if (mail := self.find(name))]

    def find(self, name: str) -> Mail | None:
        """Return the mail of that name, if there is one."""
        if not name.replace("-", "").isalnum():
            return None
        try:
            content = (self.folder / f"{name}.eml").read_bytes()
        except FileNotFoundError:
            return None
        return Mail(name, message_from_bytes(content, EmailMessage, policy=default))
