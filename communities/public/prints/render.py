"""Rendering posters and handouts with Typst."""

import json
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

from communities.public.prints.document import PrintDocument
from communities.public.prints.wording import print_words
from communities.public.qr import qr_svg
from core.languages import is_right_to_left, language_codes, second_language
from core.printing.paper import PAPERS
from core.printing.typst import TypstTemplate

Kind = Literal["poster", "handouts"]


@lru_cache(maxsize=64)  # about 40 KB each
def render_pdf(kind: Kind, document: PrintDocument) -> bytes:
    """A PDF of one page. Raises ValueError on an unknown language or paper."""
    if (
        document.language not in language_codes()
        or document.paper not in PAPERS
        or kind not in get_args(Kind)
    ):
        raise ValueError(f"No {kind} in {document.language!r} on {document.paper!r} paper")
    inputs = {"document": json.dumps(_template_data(document))}
    return _template(kind).render(inputs, day=document.day)


@cache
def _template(kind: Kind) -> TypstTemplate:
    return TypstTemplate(Path(__file__).parent / f"{kind}.typ")


def _template_data(document: PrintDocument) -> dict[str, Any]:
    second, names = second_language(document.language), dict(document.names)
    return {
        "names": names,
        "two_names": names[document.language] != names[second],
        "city": document.city,
        "first_language": document.language,
        "second_language": second,
        "right_to_left": [code for code in language_codes() if is_right_to_left(code)],
        "words": {code: print_words(code) for code in (document.language, second)},
        "paper": document.paper,
        "url": document.url.partition("://")[2],
        "qr": qr_svg(document.url, margin=0),
    }
