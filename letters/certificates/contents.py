"""The contents of a certificate, read from the register."""

from django.conf import settings
from django.urls import reverse

from core.languages import language_codes, translated
from letters import torah
from letters.certificates import CertificateDocument
from letters.models import Certificate, Letter, Scroll, Series


def certificate_number(certificate: Certificate) -> str:
    """The printed number: it reveals the scroll, and nothing about the letter."""
    return f"{letter_of(certificate).scroll.number}-{certificate.pk:06}"


def letter_of(certificate: Certificate) -> Letter:
    return certificate.inscription.letter


def parsha_of(letter: Letter) -> torah.Parsha:
    """The parsha of a letter, by the edition of its scroll."""
    return torah.edition(letter.scroll.edition).letter(letter.ordinal).parsha


def discloses_parsha(scroll: Scroll) -> bool:
    """Whether the series discloses more than the scroll."""
    return scroll.series.disclosure != Series.Disclosure.HIDDEN


def check_url(certificate: Certificate) -> str:
    """The absolute URL in the QR code, which says which revision the sheet is."""
    page: str = settings.SITE_URL + reverse("certificate_check", args=[certificate.check_token])
    return page if certificate.revision == 1 else f"{page}?revision={certificate.revision}"


def certificate_document(
    certificate: Certificate, *, language: str, paper: str
) -> CertificateDocument:
    """The contents of a certificate in a language for a paper ("a4", "letter")."""
    letter = letter_of(certificate)
    person = certificate.inscription.person
    series = letter.scroll.series
    parsha = parsha_of(letter) if discloses_parsha(letter.scroll) else None
    return CertificateDocument(
        line=person.line,
        honorific=person.honorific,
        departed=person.departed,
        scroll_number=letter.scroll.number,
        series_titles={code: translated(series, "name", code) for code in language_codes()},
        openings={code: translated(series, "certificate_title", code) for code in language_codes()},
        dedication=letter.scroll.dedication
        or translated(series, "certificate_dedication", language),
        parsha=parsha,
        day=certificate.local_day,
        number=certificate_number(certificate),
        revision=certificate.revision,
        check_url=check_url(certificate),
        language=language,
        paper=paper,
    )
