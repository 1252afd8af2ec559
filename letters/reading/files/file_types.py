"""The type of a file by its content, and a way out for the types that are not read."""

import io
import re
import zipfile
import zlib
from enum import Enum

from django.utils.translation import gettext as _

from letters.reading.table import OF_A_LIST, CannotRead, Limits

UNPACKED = 3  # times the largest file, for all parts that are not pictures
MAX_PARTS = 2_000


class FileType(Enum):
    """Types that are read."""

    TEXT = "text"
    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    DOCX = "docx"


_BROKEN = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError)
_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EMAIL = re.compile(
    rb"(?:Received|Return-Path|Delivered-To|MIME-Version|X-[A-Za-z-]+|From|Message-ID): |From \S+@"
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_ARCHIVES = (b"Rar!", b"\x1f\x8b", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ", b"PK\x05\x06")


def type_of(content: bytes, limits: Limits = OF_A_LIST) -> FileType:
    """The type of a file. Raises CannotRead, with what to do, if it is not one that is read."""
    if content.startswith(_ZIP):
        return _type_in_zip(content, limits)
    if content.startswith(_OLD_OFFICE[:4]):
        return _type_of_old_office(content)
    if b"%PDF-" in content[:1024]:
        raise CannotRead(
            _(
                "This is a PDF. Copy the names out of it and paste them here, "
                "or send the list as Excel or CSV."
            )
        )
    if content.startswith(_PICTURES) or content[4:12] in {b"ftypheic", b"ftypmif1", b"ftypheix"}:
        raise CannotRead(
            _("This is a picture. Please type the names, or send the list as Excel or CSV.")
        )
    if content.startswith((b"RIFF",)) and content[8:12] == b"WEBP":
        raise CannotRead(
            _("This is a picture. Please type the names, or send the list as Excel or CSV.")
        )
    if content.startswith(_ARCHIVES):
        raise CannotRead(_archive())
    if content.lstrip()[:5] == b"{\\rtf":
        raise CannotRead(
            _("This is a text document (.rtf). Copy the names out of it and paste them here.")
        )
    if _EMAIL.match(content):
        raise CannotRead(_("This is a saved e-mail. Copy the names out of it and paste them here."))
    return FileType.TEXT


def _type_in_zip(content: bytes, limits: Limits) -> FileType:
    names, encrypted, media_type = _parts(content, limits)
    if encrypted:
        raise CannotRead(locked_file())
    if "xl/workbook.bin" in names:
        return FileType.XLSB
    if "xl/workbook.xml" in names:
        return FileType.XLSX
    if "word/document.xml" in names:
        return FileType.DOCX
    if media_type == "application/vnd.oasis.opendocument.spreadsheet":
        return FileType.ODS
    if any(name.startswith("Index/") or name.endswith(".iwa") for name in names):
        raise CannotRead(
            _("This is an Apple Numbers or Pages file. Export it as Excel or CSV, and send that.")
        )
    if media_type.startswith("application/vnd.oasis"):
        raise CannotRead(
            _("This is a text document (.odt). Copy the names out of it and paste them here.")
        )
    if any(name.startswith("ppt/") for name in names):
        raise CannotRead(_("This is a presentation. Copy the names out of it and paste them here."))
    raise CannotRead(_archive())


def _parts(content: bytes, limits: Limits) -> tuple[set[str], bool, str]:
    """Names of the parts of a zip, whether one is encrypted, and its OpenDocument type.

    Raises CannotRead for a zip bomb. zipfile never unpacks more than the sizes in the directory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or _unpacked(parts) > limits.size * UNPACKED:
                raise CannotRead(
                    _("This file unpacks to far more than a list of names. Send only the list.")
                )
            names = {part.filename for part in parts}
            encrypted = any(part.flag_bits & 1 for part in parts)
            is_short = "mimetype" in names and archive.getinfo("mimetype").file_size < 200
            media_type = archive.read("mimetype").decode("ascii", "replace") if is_short else ""
            if "META-INF/manifest.xml" in names and not encrypted:
                manifest = archive.read("META-INF/manifest.xml")
                encrypted = b"encryption-data" in manifest
    except (*_BROKEN, RuntimeError):
        raise CannotRead(broken_file()) from None
    return names, encrypted, media_type.strip()


def _unpacked(parts: list[zipfile.ZipInfo]) -> int:
    """The size of the parts that a reader unpacks: not of pictures, which are only passed over."""
    return sum(
        part.file_size
        for part in parts
        if not part.filename.startswith(("xl/media/", "word/media/"))
    )


def _type_of_old_office(content: bytes) -> FileType:
    """An .xls, or another file in the same container: names in its directory are in UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise CannotRead(locked_file())
    if "WordDocument".encode("utf-16-le") in content:
        raise CannotRead(
            _("This is an old Word file (.doc). Copy the names out of it and paste them here.")
        )
    if "PowerPoint".encode("utf-16-le") in content:
        raise CannotRead(_("This is a presentation. Copy the names out of it and paste them here."))
    return FileType.XLS


def broken_file() -> str:
    return _("This file is broken. Save it again as Excel (.xlsx) or CSV, and send that.")


def locked_file() -> str:
    return _("This file is locked with a password. Take the password off, and send it again.")


def _archive() -> str:
    return _("This is an archive. Unpack it, and send the list itself as Excel or CSV.")
