"""The book of the register: every name, in parts without a gap."""

import io

import pytest
from pypdf import PdfReader

from letters.models import Scroll
from letters.register import book
from letters.register.rows import Row
from tests.letters.register.register_data import NOACH, assign, content, exported


def test_book_has_every_name_and_the_totals(scroll: Scroll) -> None:
    assign(scroll, 1, "Menachem", mother_name="Chana", country="GB", city="London")
    assign(scroll, 2, "Mushka", kind="child", relation="bas")
    assign(scroll, NOACH, "יוסף", departed=True, honorific="ע״ה")
    scroll.dedication = "For the safety of all"
    scroll.save()
    export = exported(scroll, "pdf")
    pdf = PdfReader(io.BytesIO(content(export)))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    for expected in [
        "Menachem ben Chana",
        "Mushka",
        "For the safety of all",
        "The 12th Sefer Torah Haklali",
        "United Kingdom",
        "London",
        "Noach",
        "Children",
        "8000",
        export.checksum[:8],
        export.checksum[-8:],
    ]:
        assert expected in text
    assert "יוסף" in text or "ףסוי" in text
    assert [mark.title for mark in pdf.outline if not isinstance(mark, list)] == [
        "Bereshit",
        "Noach",
    ]
    assert pdf.metadata is not None
    assert pdf.metadata.title == "The 12th Sefer Torah Haklali"


def test_book_parts_leave_no_gap(scroll: Scroll, monkeypatch: pytest.MonkeyPatch) -> None:
    row = Row(None, "", "", 1, "Noach", "", "", "", "", "", "", False)
    names = [f"name-{number:03}" for number in range(700)]
    many = [
        Row(*[None, name, *(getattr(row, field) for field in Row.__slots__[2:])]) for name in names
    ]
    monkeypatch.setattr(book, "NAMES_PER_PART", 300)
    monkeypatch.setattr(book, "read_rows", lambda *_: iter(many))
    pdf = PdfReader(io.BytesIO(content(exported(scroll, "pdf", order="alphabet"))))
    pages = [page.extract_text() for page in pdf.pages]
    found = [word for page in pages for word in page.split() if word.startswith("name-")]
    named = [page for page in pages if "name-" in page]
    heads = 2 * len(named)
    assert sorted(set(found)) == names
    assert len(found) == len(names) + heads, "each once, and in the running heads"
    assert len(named) == 3, "only the last page is not full"
    assert "1" in named[0].split()
    assert "3" in named[2].split()


def test_book_prints_typst_markup_in_names_literally(scroll: Scroll) -> None:
    assign(scroll, 1, '#panic("x") *b* $1$')
    text = PdfReader(io.BytesIO(content(exported(scroll, "pdf")))).pages[-1].extract_text()
    assert '#panic("x") *b* $1$' in text


def test_book_of_a_scroll_without_holders(scroll: Scroll) -> None:
    export = exported(scroll, "pdf", language="he")
    assert export.units_done == 0
    assert export.checksum == "0" * 64
