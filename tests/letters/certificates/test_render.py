"""Rendered certificates: texts, languages, paper sizes, and names as data."""

import os
import shutil
import subprocess
import unicodedata
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from dev.factories.certificates import SAMPLE
from letters.certificates import render_combined_pdf, render_pdf

HARDEST = [
    "א",
    "O",
    "חיה מושקא שטערנא שרה בת רבקה דבורה לאה ליבערמאן-הורוויץ כהן צדק",
    "Menachem Mendel Levi Yitzchok ben Sterna Sarah Devorah Feige Lieberman-Rabinowitz",
    "שָׂרָה רִבְקָה בת לֵאָה",
    "בְּצַלְאֵל־יְהוּדָה לֵיבּ בן פֶעשָׁא חֲוָה",
    "Rivka bas שרה Goldschmidt",
    "רבקה בת Sarah Goldschmidt",
    "חי׳ מושקא בת ר׳",
    'יוסף בן "שרה"',
    "א" * 60,
    "W" * 60,
    "א" * 60 + " בן " + "ש" * 60 + " " + "ל" * 60,
    "W" * 60 + " ben " + "M" * 60 + " " + "W" * 60,
    "a b c d e f g h i j k l m n o p q r s t u v w x y z",
    "תינוקת בת דבורה",
    "Baby of Devora Cohen",
    "O’Brien-Cohen d’Avigdor",
    "Łucja Ñ Ö Ž bas Þóra",
    "Йосеф бен Хана",
]


def text(pdf: bytes) -> str:
    """The text of the PDF, with single spaces."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def letters_of(line: str) -> list[str]:
    """The sorted letters of a text: PDF readers differ on right-to-left lines."""
    return sorted(character for character in line if character.isalpha())


def test_certificate_has_all_texts() -> None:
    words = text(render_pdf(SAMPLE))
    for said in (
        "Yosef ben Chana Levi",
        "12th Sefer Torah Haklali",
        "Parshas Ha'azinu",
        "25 Cheshvan 5786",
        "16 November 2025",
        "12-000123",
        "Verify this certificate",
    ):
        assert said in words


def test_certificate_has_both_languages() -> None:
    for language in ("en", "he"):
        words = text(render_pdf(replace(SAMPLE, language=language)))
        assert "Haklali" in words
        assert set("האזינו") <= set(words)


def hebrew(pdf: bytes) -> str:
    """The text by poppler, which handles right-to-left; pypdf reverses its words."""
    reader = shutil.which("pdftotext")
    if reader is None:
        if os.environ.get("CI") == "true":
            pytest.fail("pdftotext is missing: .ci/run installs it")
        pytest.skip("pdftotext is not installed")
    read = subprocess.run([reader, "-", "-"], input=pdf, check=True, capture_output=True)
    return read.stdout.decode()


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("line", ["מנחם מענדל בן שרה", "חיה־מושקא בת דבורה לאה ליבערמאן"])
def test_hebrew_name_can_be_extracted(line: str, language: str) -> None:
    assert line in hebrew(render_pdf(replace(SAMPLE, line=line, language=language)))


def test_hebrew_certificate_of_the_departed_has_all_texts() -> None:
    document = replace(
        SAMPLE, line="אברהם בן יעקב לוי", honorific="ע״ה", departed=True, language="he"
    )
    words = hebrew(render_pdf(document))
    for said in (
        "לעילוי נשמת",
        "אברהם בן יעקב לוי",
        "ע״ה",
        "ספר התורה הכללי הי״ב",
        "בפרשת האזינו",
        "כ״ה חשוון ה׳תשפ״ו",
        "in their merit in the 12th Sefer Torah Haklali, in Parshas Ha'azinu",
        "25 Cheshvan 5786",
        "לאימות התעודה",
    ):
        assert said in words


def test_certificate_of_the_departed_has_other_wording() -> None:
    living = text(render_pdf(SAMPLE))
    departed = text(render_pdf(replace(SAMPLE, departed=True, honorific="ע״ה")))
    assert "In memory of" in departed
    assert "In memory of" not in living


def test_certificate_without_parsha() -> None:
    assert "Parshas" not in text(render_pdf(replace(SAMPLE, parsha=None)))


@pytest.mark.parametrize(("paper", "size"), [("a4", (842, 595)), ("letter", (792, 612))])
def test_certificate_is_landscape(paper: str, size: tuple[int, int]) -> None:
    box = PdfReader(BytesIO(render_pdf(replace(SAMPLE, paper=paper)))).pages[0].mediabox
    assert (round(box.width), round(box.height)) == size


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("line", HARDEST)
def test_difficult_names_fit_one_page(line: str, paper: str) -> None:
    document = replace(SAMPLE, line=line, paper=paper, dedication="לזכות כל חיילי ישראל")
    pdf = render_pdf(document)
    assert len(PdfReader(BytesIO(pdf)).pages) == 1
    if any(unicodedata.combining(character) for character in line):
        return  # a letter and its vowel are one glyph, which pypdf can't separate
    found = letters_of(text(pdf))
    for letter in letters_of(line):
        found.remove(letter)


@pytest.mark.parametrize(
    "line", ['#read("/etc/passwd")', "*Yosef* _ben_ $x$", "#panic()", "\\ @ref <label>", "// x"]
)
def test_typst_markup_in_a_name_is_printed_literally(line: str) -> None:
    assert line.split()[0] in text(render_pdf(replace(SAMPLE, line=line)))


def test_render_combined_pdf_has_one_page_each() -> None:
    pdf = render_combined_pdf(
        [SAMPLE, replace(SAMPLE, line="Rivka"), replace(SAMPLE, language="he")]
    )
    assert len(PdfReader(BytesIO(pdf)).pages) == 3


def test_pdf_title_has_no_name() -> None:
    title = PdfReader(BytesIO(render_pdf(SAMPLE))).metadata
    assert title is not None
    assert "Yosef" not in str(title.title)
    assert "12-000123" in str(title.title)


def test_render_pdf_is_deterministic() -> None:
    assert render_pdf(SAMPLE) == render_pdf(SAMPLE)


@pytest.mark.parametrize("changes", [{"language": "fr"}, {"paper": "a0"}])
def test_render_pdf_rejects_unknown_language_or_paper(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="certificate"):
        render_pdf(replace(SAMPLE, **changes))  # type: ignore[arg-type]


def test_render_combined_pdf_rejects_an_empty_list() -> None:
    with pytest.raises(ValueError, match="no certificate"):
        render_combined_pdf([])
