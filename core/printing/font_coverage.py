"""Which texts the fonts of our printed sheets can draw: Typst itself is asked.

Two of the fonts are inside Typst and are no files, so their tables can't be read; and only Typst
knows which font it takes for a character that the first one lacks.
"""

import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from defusedxml.ElementTree import fromstring

from core.printing.typst import TypstTemplate

# The serif faces of every template, in their order, and the weights they use. Typst would fall
# back to other fonts, but a monospaced letter inside a name is a misprint as well.
PRINT_FONTS: Final = ("Frank Ruhl Libre", "Libertinus Serif")
WEIGHTS: Final = (400, 500)

_MISSING: Final = "\U0010fffd"  # private use: no font has it, so it is drawn as .notdef
_USE: Final = "{http://www.w3.org/2000/svg}use"
_GLYPH: Final = "{http://www.w3.org/1999/xlink}href"
_LINE: Final = re.compile(r"translate\(0 (\d+)\)")


def drawable(texts: Iterable[str], fonts: Sequence[str] = PRINT_FONTS) -> frozenset[str]:
    """Those of the texts whose every glyph one of the fonts has, in every weight."""
    asked = list(texts)
    found = [_drawable(asked, fonts, weight) for weight in WEIGHTS]
    return frozenset.intersection(*found)


def _drawable(texts: list[str], fonts: Sequence[str], weight: int) -> frozenset[str]:
    glyphs = _glyphs([*texts, _MISSING], fonts, weight)
    missing = glyphs[_MISSING]
    return frozenset(text for text in texts if glyphs.get(text) and not glyphs[text] & missing)


def _glyphs(texts: list[str], fonts: Sequence[str], weight: int) -> dict[str, set[str]]:
    """The ids of the glyphs that draw each text; none for what draws nothing."""
    job = {"texts": texts, "fonts": list(fonts), "weight": weight}
    svg = _template().render({"job": json.dumps(job)}, day=date(2000, 1, 1), form="svg")
    glyphs: dict[str, set[str]] = {}
    for group in fromstring(svg):
        if line := _LINE.fullmatch(group.get("transform", "")):
            text = texts[int(line[1]) - 1]
            glyphs[text] = {use.get(_GLYPH, "") for use in group.iter(_USE)}
    return glyphs


@cache
def _template() -> TypstTemplate:
    return TypstTemplate(Path(__file__).parent / "font_coverage.typ")
