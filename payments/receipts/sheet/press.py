"""Setting receipts: from a sheet to a PDF."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from django.utils.translation import override

from core.typst import Press
from payments.receipts.sheet.sheet import ReceiptSheet, YearSheet
from payments.receipts.sheet.wording import Words, receipt_words, year_words

_HERE: Final = Path(__file__).parent
_LANGUAGES: Final = ("en", "he")
_PAPERS: Final = ("a4", "letter")


def render(sheet: ReceiptSheet) -> bytes:
    """The receipt as a PDF of one page; ValueError on an unknown language or paper."""
    _check(sheet)
    with override(sheet.language):
        return _set("receipt.typ", receipt_words(sheet), sheet.day)


def render_year(sheet: YearSheet) -> bytes:
    """The summary as a PDF; ValueError on an unknown language or paper."""
    _check(sheet)
    with override(sheet.language):
        return _set("year.typ", year_words(sheet), sheet.day)


def _set(template: str, words: Words, day: date) -> bytes:
    return _press(template).set_sheet({"sheet": json.dumps(words)}, day=day)


@cache
def _press(template: str) -> Press:
    """One press a process for each template."""
    return Press(_HERE / template)


def _check(sheet: ReceiptSheet | YearSheet) -> None:
    if sheet.language not in _LANGUAGES:
        raise ValueError(f"No receipt is written in the language {sheet.language!r}")
    if sheet.paper not in _PAPERS:
        raise ValueError(f"No receipt is set on {sheet.paper!r} paper")
