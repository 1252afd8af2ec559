"""Setting certificates: from a sheet to a PDF."""

import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

import segno

from core.typst import TypstTemplate
from letters.certificates.document import CertificateDocument
from letters.certificates.wording import certificate_words

_LANGUAGES: Final = ("en", "he")
_PAPERS: Final = ("a4", "letter")


def render_pdf(sheet: CertificateDocument) -> bytes:
    """The certificate as a PDF of one page; ValueError on an unknown language or paper."""
    return render_combined_pdf([sheet])


def render_combined_pdf(sheets: Iterable[CertificateDocument]) -> bytes:
    """Certificates as one PDF, a page each, in the order given.

    The first sheet's language is the document's. ValueError on no sheets, or on an unknown
    language or paper.
    """
    return render_documents(list(sheets), "pdf")


def render_documents(
    sheets: Sequence[CertificateDocument], form: Literal["pdf", "png"], ppi: float = 72
) -> bytes:
    """The sheets as a PDF, or one sheet as a picture; ValueError on several for a picture."""
    if not sheets:
        raise ValueError("There is no certificate to set")
    for sheet in sheets:
        _check(sheet)
    inputs = {"sheets": json.dumps([_template_data(sheet) for sheet in sheets])}
    return _template().render(inputs, day=sheets[0].day, form=form, ppi=ppi)


@cache
def _template() -> TypstTemplate:
    """One press a process."""
    return TypstTemplate(Path(__file__).parent / "certificate.typ")


def _check(sheet: CertificateDocument) -> None:
    if sheet.language not in _LANGUAGES:
        raise ValueError(f"No certificate leads with the language {sheet.language!r}")
    if sheet.paper not in _PAPERS:
        raise ValueError(f"No certificate is set on {sheet.paper!r} paper")


def _template_data(sheet: CertificateDocument) -> dict[str, Any]:
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
        "leading": certificate_words(sheet, sheet.language),
        "following": certificate_words(sheet, follows),
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
