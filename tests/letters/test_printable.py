"""Names that are accepted can be printed: in certificates, registers and receipts."""

import re
import unicodedata
from dataclasses import replace
from io import BytesIO
from itertools import combinations
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ContentStream

from core.printing.font_coverage import PRINT_FONTS, drawable
from dev.factories.certificates import SAMPLE
from letters.certificates import render_combined_pdf
from letters.names import CANTILLATION, NAME_LIMIT, validate_name
from letters.names.printable import (
    _POINTS,
    _pointed_letters,
    _single_characters,
    graphemes,
    unprintable_character,
    without_cantillation,
)
from letters.register.pdf_render import render_part

TEMPLATES = sorted(Path().glob("[a-z]*/**/*.typ"))
POINTS = [*_POINTS, "\u05bd", "\u0323"]


def missing_glyphs(pdf: bytes) -> int:
    """How many glyphs of the PDF are .notdef, the box of a character that a font lacks."""
    reader = PdfReader(BytesIO(pdf))
    shown = 0
    for page in reader.pages:
        for operands, operator in ContentStream(page.get_contents(), reader).operations:
            if operator in (b"Tj", b"TJ"):
                parts = operands[0] if operator == b"TJ" else operands
                codes = [each.original_bytes for each in parts if hasattr(each, "original_bytes")]
                shown += sum(_zeros(code) for code in codes)
    return shown


def _zeros(codes: bytes) -> int:
    return sum(codes[i : i + 2] == b"\x00\x00" for i in range(0, len(codes), 2))


def certificates(lines: list[str]) -> bytes:
    return render_combined_pdf([replace(SAMPLE, line=line) for line in lines])


def register(lines: list[str], tmp_path: Path) -> bytes:
    rows = [{"name": line, "head": line, "note": "", "headings": [[1, line]]} for line in lines]
    part = {
        "rows": rows,
        "numbered": False,
        "language": "he",
        "rtl": True,
        "first_page": 1,
        "foot": ["", ""],
    }
    render_part("pages.typ", part, tmp_path / "register.pdf")
    return (tmp_path / "register.pdf").read_bytes()


def in_lines(clusters: list[str]) -> list[str]:
    """The clusters as names of a length that is accepted."""
    return [" ".join(clusters[start : start + 10]) for start in range(0, len(clusters), 10)]


def all_accepted() -> list[str]:
    """Every character that is accepted: single ones, and every pointed letter."""
    bases = [
        character
        for character in _single_characters()
        if character + "\u05b7" in _pointed_letters()
    ]
    pointed = [
        base + "".join(marks)
        for base in bases
        for count in (1, 2, 3)
        for marks in combinations(sorted(_POINTS), count)
    ]
    return [
        *sorted(_single_characters()),
        *(each for each in pointed if not unprintable_character(each)),
    ]


def test_every_accepted_sign_is_drawn_on_a_certificate_and_in_the_register(tmp_path: Path) -> None:
    accepted = all_accepted()
    assert len(accepted) > 3_000
    lines = in_lines(accepted)
    assert missing_glyphs(certificates(lines)) == 0
    assert missing_glyphs(register(lines, tmp_path)) == 0


def test_missing_glyphs_are_counted() -> None:
    assert missing_glyphs(certificates(["Yosef ꟼ ben שָׁ֥"])) >= 2


LETTERS = st.sampled_from([*"אבגךםשתװײabzÉŁḥЯёωﬃꟼꙮˀ", "†", "😀", "ა", "\u0301", "\u0331", "1"])
CLUSTERS = st.builds(
    lambda base, marks: base + "".join(marks),
    st.one_of(LETTERS, st.characters(categories=["L", "P", "M"], max_codepoint=0xFFFF)),
    st.lists(st.sampled_from(POINTS), max_size=3),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(CLUSTERS, min_size=20, max_size=200))
def test_any_name_that_is_accepted_is_drawn(clusters: list[str]) -> None:
    accepted = []
    for cluster in clusters:
        name = unicodedata.normalize("NFC", f"Yosef {cluster}")
        try:
            validate_name(name)
        except ValidationError:
            continue
        accepted.append(name)
    assert not accepted or missing_glyphs(certificates(accepted)) == 0


@pytest.mark.parametrize(
    "name",
    [
        *("יוֹסֵף", "שָּׁלוֹם", "מֹשֶׁה", "יִשְׂרָאֵל", "חַנָּה", "Ḥana", "Łucja", "Ёлка", "Ιωάννης", "O’Brien"),
        *("חי׳", 'רש"י', "בן־ציון", "Anne-Marie", "Chaya (Claire)", "St. John", "d’Avigdor/Cohen"),
    ],
)
def test_names_as_people_write_them_are_accepted(name: str) -> None:
    validate_name(name)


@pytest.mark.parametrize(
    ("name", "character"),
    [
        *(("Yosef†", "†"), ("Yosef ꟼ", "ꟼ"), ("Yosef 😀", "😀"), ("Yo*sef", "*"), ("Yosef!", "!")),
        ("Yose\u0301\u0302f", "é\u0302"),  # stacked on a composed letter
        ("Yosef g\u0331", "g\u0331"),
        ("שָָלום", "שָָ"),  # two vowels
        ("בׁן", "בׁ"),  # a dot of the shin on another letter
    ],
)
def test_character_that_cannot_be_printed_is_named(name: str, character: str) -> None:
    with pytest.raises(
        ValidationError, match=re.escape(f"The character {character} can’t be printed")
    ):
        validate_name(name)


@pytest.mark.parametrize("name", ["Yosef\u202efesoY", "\ufffdYosef", "Yo\u200dsef", "Yo\x00sef"])
def test_hidden_sign_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="hidden or damaged"):
        validate_name(name)


def test_cantillation_is_offered_to_be_taken_off() -> None:
    name = "אַבְרָהָ֖ם"
    with pytest.raises(ValidationError, match="Cantillation") as refused:
        validate_name(name)
    assert refused.value.code == CANTILLATION
    assert without_cantillation(name) == "אַבְרָהָם"
    validate_name(without_cantillation(name))


def test_vowels_stay_when_cantillation_is_taken_off() -> None:
    every_mark = "".join(map(chr, range(0x591, 0x5C8)))
    kept = [mark for mark in without_cantillation(every_mark) if mark != "־"]
    assert sorted(kept) == sorted(_POINTS)


def test_accepted_signs_have_a_glyph_in_one_font() -> None:
    # A letter of one font with a point of the other is not aligned, or is drawn twice.
    pointed = ["שָׁ", "בְּ", "וֹ", "ײַ"]
    assert drawable(pointed, PRINT_FONTS[:1]) == set(pointed)


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_templates_set_names_in_the_fonts_that_are_asked(template: Path) -> None:
    listed = re.findall(r"\(\"Frank Ruhl Libre\", [^)]+\)", template.read_text())
    assert all(fonts.startswith('("Frank Ruhl Libre", "Libertinus Serif"') for fonts in listed)
    weights = re.findall(r"weight: (\d+)", template.read_text())
    assert set(weights) <= {"400", "500"}


def test_signs_are_grapheme_clusters() -> None:
    assert list(graphemes("שָׁ e\u0301x")) == ["שָׁ", " ", "é", "x"]


def test_longest_name_is_accepted() -> None:
    validate_name("ĳ" * NAME_LIMIT)
