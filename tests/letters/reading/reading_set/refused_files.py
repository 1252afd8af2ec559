"""Files in which no names can be read: each is refused with what to do instead."""

import io
import zipfile
from collections.abc import Callable

from tests.letters.reading.reading_set.case import Case
from tests.letters.reading.reading_set.files import text_file


def _bytes(content: bytes) -> Callable[[], bytes]:
    return lambda: content


def _zip(*names: str, mimetype: str = "") -> Callable[[], bytes]:
    def made() -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            if mimetype:
                archive.writestr("mimetype", mimetype)
            for name in names:
                archive.writestr(name, "x")
        return file.getvalue()

    return made


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)

CASES = [
    Case("refused: PDF", content=_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), refusal="paste them"),
    Case("refused: JPEG", content=_bytes(b"\xff\xd8\xff\xe0\x00\x10JFIF"), refusal="picture"),
    Case("refused: PNG", content=_bytes(b"\x89PNG\r\n\x1a\n"), refusal="picture"),
    Case("refused: HEIC", content=_bytes(b"\x00\x00\x00\x18ftypheic\x00"), refusal="picture"),
    Case("refused: WebP", content=_bytes(b"RIFF\x00\x00\x00\x00WEBPVP8 "), refusal="picture"),
    Case("refused: RTF", content=_bytes(b"{\\rtf1\\ansi Yosef}"), refusal=".rtf"),
    Case("refused: zip of pictures", content=_zip("a.jpg", "b.jpg"), refusal="archive"),
    Case("refused: RAR", content=_bytes(b"Rar!\x1a\x07\x00"), refusal="archive"),
    Case("refused: Numbers", content=_zip("Index/Document.iwa"), refusal="Numbers"),
    Case("refused: PowerPoint", content=_zip("ppt/presentation.xml"), refusal="presentation"),
    Case(
        "refused: text document of LibreOffice",
        content=_zip("content.xml", mimetype="application/vnd.oasis.opendocument.text"),
        refusal=".odt",
    ),
    Case(
        "refused: workbook with a password",
        content=_bytes(_OLE + "EncryptedPackage".encode("utf-16-le")),
        refusal="password",
    ),
    Case(
        "refused: old Word file",
        content=_bytes(_OLE + "WordDocument".encode("utf-16-le")),
        refusal=".doc",
    ),
    Case(
        "refused: saved e-mail",
        content=text_file("Received: from mx\r\nSubject: names\r\n\r\nYosef ben Chana\r\n"),
        refusal="e-mail",
    ),
    Case("refused: empty file", content=_bytes(b""), refusal="nothing in it"),
    Case(
        "refused: headings alone",
        content=text_file("Hebrew Name,Mother,Family\n"),
        refusal="no names below",
    ),
    Case("refused: a program", content=_bytes(b"\x7fELF\x02\x01\x01\x00\x00"), refusal="text file"),
]
