"""Setting certificates: from a sheet to a PDF."""

import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final, Literal

import segno
import typst

from letters.certificates.sheet import CertificateSheet
from letters.certificates.wording import words

_HERE: Final = Path(__file__).parent
_LANGUAGES: Final = ("en", "he")
_PAPERS: Final = ("a4", "letter")

# The inputs belong to the whole compiler, so that two threads must not set them at once.
_lock: Final = Lock()


def render(sheet: CertificateSheet) -> bytes:
    """The certificate as a PDF of one page; ValueError on an unknown language or paper."""
    return render_many([sheet])


def render_many(sheets: Iterable[CertificateSheet]) -> bytes:
    """Certificates as one PDF, a page each, in the order given.

    The first sheet's language is the document's. ValueError on no sheets, or on an unknown
    language or paper.
    """
    return compiled(list(sheets), "pdf")


def compiled(
    sheets: Sequence[CertificateSheet], form: Literal["pdf", "png"], ppi: float = 72
) -> bytes:
    """The sheets as a PDF, or one sheet as a picture; ValueError on several for a picture."""
    if not sheets:
        raise ValueError("There is no certificate to set")
    for sheet in sheets:
        _check(sheet)
    stamp = datetime.combine(sheets[0].day, time(), tzinfo=UTC)
    # Names reach Typst as data. As source, a name could read files.
    inputs = {"sheets": json.dumps([_data(sheet) for sheet in sheets])}
    with _lock:
        made = _press().compile(format=form, sys_inputs=inputs, timestamp=stamp, ppi=ppi)
    if not isinstance(made, bytes):
        raise ValueError("A picture holds one certificate")
    return made


@cache
def _press() -> typst.Compiler:
    """One compiler a process: it keeps the fonts and what it has set before."""
    return typst.Compiler(
        _HERE / "sheet.typ",
        root=_HERE,
        font_paths=[_HERE / "fonts"],
        ignore_system_fonts=True,
    )


def _check(sheet: CertificateSheet) -> None:
    if sheet.language not in _LANGUAGES:
        raise ValueError(f"No certificate leads with the language {sheet.language!r}")
    if sheet.paper not in _PAPERS:
        raise ValueError(f"No certificate is set on {sheet.paper!r} paper")


def _data(sheet: CertificateSheet) -> dict[str, Any]:
    """What the template is handed."""
    follows = "en" if sheet.language == "he" else "he"
    return {
        "name": sheet.line.split(),
        "direction": _direction(sheet.line),
        "honorific": sheet.honorific,
        "departed": sheet.departed,
        "dedication": sheet.dedication,
        "dedication_direction": _direction(sheet.dedication),
        "number": sheet.number,
        "series": sheet.series_name_he if sheet.language == "he" else sheet.series_name,
        "language": sheet.language,
        "follows": follows,
        "leading": words(sheet, sheet.language),
        "following": words(sheet, follows),
        "paper": sheet.paper,
        "qr": _qr(sheet.check_url),
    }


def _direction(text: str) -> str:
    """The direction of the first letter that has one, as the Unicode algorithm takes it."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return "rtl"
        if direction == "L":
            break
    return "ltr"


def _qr(url: str) -> str:
    """The code as SVG, a unit a module, with no margin: the sheet leaves one."""
    drawing = io.BytesIO()
    segno.make_qr(url, error="m").save(drawing, kind="svg", border=0, dark="#211B14")
    return drawing.getvalue().decode()
