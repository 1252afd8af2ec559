"""Renders certificates as PDF with Typst."""

import io
import json
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

import segno

from core.languages import is_right_to_left, language_codes, second_language
from core.printing.paper import PAPERS
from core.printing.typst import TypstTemplate
from letters.certificates.document import CertificateDocument
from letters.certificates.wording import certificate_words


def render_pdf(document: CertificateDocument) -> bytes:
    """The certificate as a PDF of one page; ValueError on an unknown language or paper."""
    return render_combined_pdf([document])


def render_combined_pdf(documents: Iterable[CertificateDocument]) -> bytes:
    """Certificates as one PDF, one page each, in the order given.

    The language of the PDF is that of the first. ValueError on an empty list, or on an unknown
    language or paper.
    """
    return render_documents(list(documents), "pdf")


def render_documents(
    documents: Sequence[CertificateDocument], form: Literal["pdf", "png"], ppi: float = 72
) -> bytes:
    """The certificates as a PDF, or one as a PNG; ValueError on several for a PNG."""
    if not documents:
        raise ValueError("There is no certificate to render")
    for document in documents:
        _check(document)
    inputs = {"documents": json.dumps([_template_data(document) for document in documents])}
    return _template().render(inputs, day=documents[0].day.civil, form=form, ppi=ppi)


@cache
def _template() -> TypstTemplate:
    return TypstTemplate(Path(__file__).parent / "certificate.typ")


def _check(document: CertificateDocument) -> None:
    if document.language not in language_codes():
        raise ValueError(f"A certificate has no language {document.language!r}")
    if document.paper not in PAPERS:
        raise ValueError(f"A certificate is not printed on {document.paper!r} paper")


def _template_data(document: CertificateDocument) -> dict[str, Any]:
    """The data of one certificate for certificate.typ."""
    second = second_language(document.language)
    return {
        "name": document.line.split(),
        "direction": _direction(document.line),
        "honorific": document.honorific,
        "departed": document.departed,
        "dedication": document.dedication,
        "dedication_direction": _direction(document.dedication),
        "number": document.number,
        "series": document.series_titles[document.language],
        "language": document.language,
        "second_language": second,
        "right_to_left": [code for code in language_codes() if is_right_to_left(code)],
        "main": certificate_words(document, document.language),
        "second": certificate_words(document, second),
        "paper": document.paper,
        "qr": _qr(document.check_url),
    }


def _direction(text: str) -> str:
    """The direction of the first strong character, as in the Unicode algorithm."""
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return "rtl"
        if direction == "L":
            break
    return "ltr"


def _qr(url: str) -> str:
    """The QR code as SVG, one unit per module, without margin: the template adds it."""
    drawing = io.BytesIO()
    segno.make_qr(url, error="m").save(drawing, kind="svg", border=0, dark="#211B14")
    return drawing.getvalue().decode()
