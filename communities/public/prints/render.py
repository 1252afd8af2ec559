"""Setting posters and cards: from what they say to a PDF."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final, Literal, get_args

from communities.public import qr
from communities.public.prints.document import Print
from communities.public.prints.wording import WORDS
from core.typst import TypstTemplate

Kind = Literal["poster", "handouts"]
PAPERS: Final = ("a4", "letter")


@lru_cache(maxsize=64)  # about 40 KB each
def printed(kind: Kind, sheet: Print) -> bytes:
    """The sheet as a PDF of one page; ValueError on an unknown language or paper."""
    return _set(kind, sheet, "pdf")


def pictured(kind: Kind, sheet: Print, ppi: float = 72) -> bytes:
    """The sheet as a PNG picture, for eyes that check it; ValueError as above."""
    return _set(kind, sheet, "png", ppi)


def _set(kind: Kind, sheet: Print, form: Literal["pdf", "png"], ppi: float = 72) -> bytes:
    if sheet.language not in WORDS or sheet.paper not in PAPERS or kind not in get_args(Kind):
        raise ValueError(f"No {kind} in {sheet.language!r} on {sheet.paper!r} paper")
    inputs = {"sheet": json.dumps(_data(sheet))}
    return _press(kind).render(inputs, day=sheet.day, form=form, ppi=ppi)


@cache
def _press(kind: Kind) -> TypstTemplate:
    """One press a process and kind."""
    return TypstTemplate(Path(__file__).parent / f"{kind}.typ")


def _data(sheet: Print) -> dict[str, Any]:
    """What the template is handed."""
    follows = "en" if sheet.language == "he" else "he"
    return {
        "names": {"en": sheet.name, "he": sheet.name_he or sheet.name},
        "two_names": bool(sheet.name_he) and sheet.name_he != sheet.name,
        "city": sheet.city,
        "language": sheet.language,
        "follows": follows,
        "words": WORDS,
        "paper": sheet.paper,
        "address": sheet.address.partition("://")[2],
        "qr": qr.drawn(sheet.address, margin=0),
    }
