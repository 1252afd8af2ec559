"""Renders receipts and yearly summaries as PDFs."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import override

from core.languages import language_codes
from core.printing.paper import PAPERS
from core.printing.typst import TypstTemplate
from payments.receipts.document.data import ReceiptDocument, YearDocument
from payments.receipts.document.wording import Fields, receipt_fields, year_fields

_HERE: Final = Path(__file__).parent


def render(document: ReceiptDocument) -> bytes:
    """The receipt as a PDF of one page; ValueError on an unknown language or paper."""
    _check(document)
    with override(document.language):
        return _render("receipt.typ", receipt_fields(document), document.day.civil)


def render_year(document: YearDocument) -> bytes:
    """The summary as a PDF; ValueError on an unknown language or paper."""
    _check(document)
    with override(document.language):
        return _render("year.typ", year_fields(document), document.day)


def _render(template: str, fields: Fields, day: date) -> bytes:
    return _template(template).render({"document": json.dumps(fields)}, day=day)


@cache
def _template(template: str) -> TypstTemplate:
    return TypstTemplate(_HERE / template)


def _check(document: ReceiptDocument | YearDocument) -> None:
    if document.language not in language_codes():
        raise ValueError(f"No receipt is written in the language {document.language!r}")
    if document.paper not in PAPERS:
        raise ValueError(f"No receipt is printed on {document.paper!r} paper")
