"""A PDF made in parts, in a folder of the private storage: a dead worker loses one part at most."""

import io
from collections.abc import Collection

from django.core.files.base import ContentFile, File
from django.core.files.storage import storages
from pypdf import PdfWriter


class PartFiles:
    """The files of one folder, such as `printings/<token>`."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def write(self, name: str, content: bytes) -> None:
        # What a dead worker has begun is written again under the same name.
        storages["private"].delete(self._path(name))
        storages["private"].save(self._path(name), ContentFile(content))

    def write_part(self, number: int, content: bytes) -> None:
        self.write(_part(number), content)

    def merged(self, parts: int) -> bytes:
        """The parts from 0 as one PDF."""
        merged, file = PdfWriter(), io.BytesIO()
        for number in range(parts):
            with self.open(_part(number)) as part:
                merged.append(part)
        merged.compress_identical_objects()  # each part embeds the fonts
        merged.write(file)
        return file.getvalue()

    def open(self, name: str) -> "File[bytes]":
        """Raises FileNotFoundError."""
        return storages["private"].open(self._path(name))

    def delete(self, *, but: Collection[str] = ()) -> None:
        storage = storages["private"]
        if not storage.exists(self._path("")):
            return
        for name in storage.listdir(self._path(""))[1]:
            if name not in but:
                storage.delete(self._path(name))

    def _path(self, name: str) -> str:
        return f"{self._folder}/{name}"


def _part(number: int) -> str:
    return f"{number:04}.pdf"
