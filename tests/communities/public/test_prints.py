"""Posters and handouts: one page, the right paper, names, URL and QR code."""

import io
from collections.abc import Callable
from datetime import date
from itertools import product

import pytest
from django.test import Client
from pypdf import PdfReader

from communities.public.prints import Kind, PrintDocument, render_pdf
from communities.public.prints.render import _template_data
from communities.public.qr import qr_svg
from letters.models import Community

KINDS: list[Kind] = ["poster", "handouts"]
PAPERS = {"a4": (595, 842), "letter": (612, 792)}
ADDRESS = "https://example.org/communities/montreal/"


def names(name: str) -> tuple[tuple[str, str], ...]:
    """A community with the same name in both languages."""
    return (("en", name), ("he", name))


HARD = [
    PrintDocument(
        (("en", "N" * 120), ("he", "נ" * 120)),
        "C" * 80,
        ADDRESS + "w" * 50,
        "en",
        "letter",
        date(2026, 11, 23),
    ),
    PrintDocument(
        names("A \\ #panic() $x$ *b* @c <d>"), "", ADDRESS, "he", "a4", date(2026, 11, 23)
    ),
]


def read(community: Community, kind: str, query: str) -> PdfReader:
    answer = Client().get(f"/communities/{community.slug}/{kind}.pdf?{query}")
    assert answer["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


@pytest.mark.parametrize(("kind", "language", "paper"), list(product(KINDS, ["en", "he"], PAPERS)))
def test_render_pdf_is_one_page_of_the_paper(
    community: Community, kind: str, language: str, paper: str
) -> None:
    pages = read(community, kind, f"language={language}&paper={paper}").pages
    assert len(pages) == 1
    box = pages[0].mediabox
    assert (round(box.width), round(box.height)) == PAPERS[paper]


@pytest.mark.parametrize("kind", KINDS)
def test_render_pdf_names_the_community_and_its_url(
    make_community: Callable[..., Community], kind: str
) -> None:
    text = (
        read(make_community(name="Chabad of Montreal"), kind, "language=en").pages[0].extract_text()
    )
    assert "Chabad of Montreal" in text
    assert "testserver/communities/montreal" in text.replace("\u200b", "")
    assert "304,805" in text or kind == "handouts"


def test_render_pdf_has_the_qr_code_of_the_url(community: Community) -> None:
    sheet = PrintDocument.of(community, language="en", paper="a4")
    assert sheet.url == "http://testserver/communities/montreal/"
    assert _template_data(sheet)["qr"] == qr_svg(
        "http://testserver/communities/montreal/", margin=0
    )


@pytest.mark.parametrize(("kind", "sheet"), list(product(KINDS, HARD)))
def test_render_pdf_fits_long_names_on_one_page(kind: Kind, sheet: PrintDocument) -> None:
    pdf = PdfReader(io.BytesIO(render_pdf(kind, sheet)))
    assert len(pdf.pages) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_render_pdf_never_runs_a_name_as_source(kind: Kind) -> None:
    text = PdfReader(io.BytesIO(render_pdf(kind, HARD[1]))).pages[0].extract_text()
    assert "#panic()" in text


def test_poster_is_reproducible_and_cacheable(community: Community) -> None:
    address = f"/communities/{community.slug}/poster.pdf?paper=letter"
    first, second = Client().get(address), Client().get(address)
    assert first.content == second.content
    assert first["Cache-Control"].startswith("public, max-age=3600")
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("query", ["paper=a3", "paper="])
def test_poster_on_unknown_paper_answers_404(community: Community, query: str) -> None:
    assert Client().get(f"/communities/{community.slug}/poster.pdf?{query}").status_code == 404


def test_render_pdf_refuses_an_unknown_language() -> None:
    with pytest.raises(ValueError, match="fr"):
        render_pdf("poster", PrintDocument(names("A"), "", ADDRESS, "fr", "a4", date(2026, 11, 23)))
