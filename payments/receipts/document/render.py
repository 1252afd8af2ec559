"""Setting receipts: from a sheet to a PDF."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import override

from core.typst import Press
from payments.receipts.document.data import ReceiptDocument, YearDocument
from payments.receipts.document.wording import Words, receipt_words, year_words

_HERE: Final = Path(__file__).parent
_LANGUAGES: Final = ("en", "he")
_PAPERS: Final = ("a4", "letter")


def render(sheet: ReceiptDocument) -> bytes:
    """The receipt as a PDF of one page; ValueError on an unknown language or paper."""
    _check(sheet)
    with override(sheet.language):
        return _render("receipt.typ", receipt_words(sheet), sheet.day)


def render_year(sheet: YearDocument) -> bytes:
    """The summary as a PDF; ValueError on an unknown language or paper."""
    _check(sheet)
    with override(sheet.language):
        return _render("year.typ", year_words(sheet), sheet.day)


def _render(template: str, words: Words, day: date) -> bytes:
    return _template(template).set_sheet({"sheet": json.dumps(words)}, day=day)


@cache
def _template(template: str) -> Press:
    """One press a process for each template."""
    return Press(_HERE / template)


def _check(sheet: ReceiptDocument | YearDocument) -> None:
    if sheet.language not in _LANGUAGES:
        raise ValueError(f"No receipt is written in the language {sheet.language!r}")
    if sheet.paper not in _PAPERS:
        raise ValueError(f"No receipt is set on {sheet.paper!r} paper")
