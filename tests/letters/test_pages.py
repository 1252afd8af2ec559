"""The home page, certificates, and what a stranger with a certificate's QR can learn."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from letters.certificates.contents import certificate_number, letter_of, parsha_of
from letters.models import Certificate, Letter, Scroll
from payments.fulfilment import IncomingPayment, record_and_apply
from payments.models import Order

TAG = re.compile("<[^>]*>")


@pytest.fixture
def certificate(make_order: Callable[..., Order]) -> Certificate:
    """The certificate of the first name of a fulfilled order; its letter is none of the first."""
    Letter.objects.filter(ordinal__lte=99).update(reserved=True)  # no page is without such numbers
    order = make_order()
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    return Certificate.objects.get(inscription__line__position=1)


def text_of(pdf: bytes) -> str:
    """The text of a PDF's pages."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_home_tells_the_living_number(client: Client, scroll: Scroll) -> None:
    page = client.get("/").content.decode()
    assert "304,805" in page or "304,305" in page


def test_home_without_an_open_scroll_still_answers(client: Client, db: None) -> None:
    assert client.get("/").status_code == 200


def test_the_lottery_is_committed_to_in_public(client: Client, scroll: Scroll) -> None:
    page = client.get("/about/").content.decode()
    assert scroll.commitment in page
    assert scroll.seed not in page


def test_about_answers(client: Client, db: None) -> None:
    assert client.get("/about/").status_code == 200


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "he"])
def test_a_certificate_is_a_pdf_with_the_name(
    client: Client, certificate: Certificate, paper: str, language: str
) -> None:
    address = f"/certificates/{certificate.token}.pdf?paper={paper}&language={language}"
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert certificate_number(certificate) in text_of(response.content)


def test_a_sheet_that_does_not_exist_is_refused(client: Client, certificate: Certificate) -> None:
    assert client.get(f"/certificates/{certificate.token}.pdf?paper=a0").status_code == 400


def test_the_check_page_tells_the_parsha_and_nothing_of_the_person(
    client: Client, certificate: Certificate
) -> None:
    page = client.get(f"/c/{certificate.check_token}/").content.decode()
    assert parsha_of(letter_of(certificate)).name in page
    for secret in ("יוסף", "חנה", "לוי", certificate.token):
        assert secret not in page
    said = TAG.sub(" ", page)  # random tokens in the tags hold every short number
    assert not re.search(rf"\b{letter_of(certificate).ordinal}\b", said.replace(",", ""))


def test_the_qr_does_not_lead_to_the_sheet(client: Client, certificate: Certificate) -> None:
    assert client.get(f"/certificates/{certificate.check_token}.pdf").status_code == 404
    assert client.get(f"/c/{certificate.token}/").status_code == 404


def test_a_voided_certificate_is_said_to_be_void(client: Client, certificate: Certificate) -> None:
    Certificate.objects.update(voided_at="2026-01-01T00:00Z")
    assert client.get(f"/certificates/{certificate.token}.pdf").status_code == 410
    assert client.get(f"/c/{certificate.check_token}/").status_code == 410


def test_guessing_finds_nothing(client: Client, db: None) -> None:
    assert client.get("/c/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
