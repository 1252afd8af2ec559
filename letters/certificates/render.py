"""Setting certificates: from a sheet to a PDF."""

import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import segno

from core.typst import Press
from letters.certificates.document import CertificateSheet
from letters.certificates.wording import words

_LANGUAGES: Final = ("en", "he")
_PAPERS: Final = ("a4", "letter")


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
    inputs = {"sheets": json.dumps([_data(sheet) for sheet in sheets])}
    return _press().set_sheet(inputs, day=sheets[0].day, form=form, ppi=ppi)


@cache
def _press() -> Press:
    """One press a process."""
    return Press(Path(__file__).parent / "certificate.typ")


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
