"""The home page, certificates, and what the page of a certificate's QR code discloses."""

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
    """The certificate of the first name of a fulfilled order; its ordinal is above 99."""
    Letter.objects.filter(ordinal__lte=99).update(reserved=True)  # small numbers are on every page
    order = make_order()
    record_and_apply(
        order_id=order.pk, incoming=IncomingPayment("pi_1", "cs_1", order.total, "usd")
    )
    return Certificate.objects.get(inscription__line__position=1)


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_home_shows_the_current_scroll(client: Client, scroll: Scroll) -> None:
    page = client.get("/").content.decode()
    assert "<strong><bdi>304,305</bdi></strong> of <bdi>304,805</bdi>" in page  # 500 are free


def test_home_without_an_open_scroll(client: Client, db: None) -> None:
    assert client.get("/").status_code == 200


def test_questions_shows_the_commitment(client: Client, scroll: Scroll) -> None:
    page = client.get("/questions/").content.decode()
    assert scroll.commitment in page
    assert scroll.seed not in page


def test_questions_without_a_scroll(client: Client, db: None) -> None:
    assert client.get("/questions/").status_code == 200


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("language", ["en", "he"])
def test_certificate_pdf_has_the_name(
    client: Client, certificate: Certificate, paper: str, language: str
) -> None:
    address = f"/certificates/{certificate.token}.pdf?paper={paper}&language={language}"
    response = client.get(address)
    assert response["Content-Type"] == "application/pdf"
    assert certificate_number(certificate) in text_of(response.content)


def test_certificate_pdf_rejects_an_unknown_paper(client: Client, certificate: Certificate) -> None:
    assert client.get(f"/certificates/{certificate.token}.pdf?paper=a0").status_code == 400


def test_certificate_check_shows_the_parsha_and_no_person(
    client: Client, certificate: Certificate
) -> None:
    page = client.get(f"/c/{certificate.check_token}/").content.decode()
    assert parsha_of(letter_of(certificate)).name in page
    for secret in ("יוסף", "חנה", "לוי", certificate.token):
        assert secret not in page
    text = TAG.sub(" ", page)  # random tokens in the tags contain short numbers
    assert not re.search(rf"\b{letter_of(certificate).ordinal}\b", text.replace(",", ""))


def test_check_token_does_not_open_the_pdf(client: Client, certificate: Certificate) -> None:
    assert client.get(f"/certificates/{certificate.check_token}.pdf").status_code == 404
    assert client.get(f"/c/{certificate.token}/").status_code == 404


def test_certificate_check_of_a_voided_certificate(
    client: Client, certificate: Certificate
) -> None:
    Certificate.objects.update(voided_at="2026-01-01T00:00Z")
    assert client.get(f"/certificates/{certificate.token}.pdf").status_code == 410
    assert client.get(f"/c/{certificate.check_token}/").status_code == 410


def test_unknown_tokens_are_not_found(client: Client, db: None) -> None:
    assert client.get("/c/AAAAAAAAAAAAAAAAAAAAAA/").status_code == 404
