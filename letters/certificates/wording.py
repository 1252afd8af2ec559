"""The words of a certificate in its two languages, for the living and for the departed.

Both languages are printed on every certificate, so they are those of the document rather than that
of a request. The Hebrew is worded to fit men and women alike.
"""

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from core.calendar.hebrew_calendar import civil_date, hebrew_date, ordinal
from letters.certificates.document import CertificateDocument
from letters.torah import Parsha

Words = dict[str, str]


def parsha_title(parsha: Parsha, language: str) -> str:
    """A parsha that is not part of a sentence: "Parshas Noach", or "פרשת נח"."""
    with override(language):
        return _("Parshas %(parsha)s") % {"parsha": parsha.title(language)}


def certificate_words(document: CertificateDocument, language: str) -> Words:
    """The texts of a certificate in one language, by their place in the template."""
    with override(language):
        return {
            "opening": _opening(document, language),
            "sentence": _sentence(document, language),
            "parsha": _parsha(document, language),
            "hebrew_date": hebrew_date(document.day.jewish, language),
            "civil_date": civil_date(document.day.civil, language),
            "number": pgettext("certificate", "Certificate"),
            "revision": _revision(document.revision),
            "verify": pgettext("certificate", "Verify this certificate"),
        }


def _revision(revision: int) -> str:
    if revision == 1:
        return ""
    return pgettext("certificate", "corrected, revision %(revision)s") % {"revision": revision}


def _opening(document: CertificateDocument, language: str) -> str:
    """The line above the name."""
    if document.departed:
        return pgettext("certificate, above the name", "In memory of")
    return document.openings.get(language) or pgettext(
        "certificate, above the name", "A letter in the Torah"
    )


def _sentence(document: CertificateDocument, language: str) -> str:
    """The line below the name; the second language has no opening, so its line is complete."""
    if document.language == language and document.departed:
        sentence = pgettext(
            "certificate, below the name",
            "a letter has been inscribed in their merit in the %(number)s %(series)s",
        )
    elif document.language == language:
        sentence = pgettext(
            "certificate, below the name", "has a letter in the %(number)s %(series)s"
        )
    elif document.departed:
        sentence = pgettext(
            "certificate, second language",
            "a letter has been inscribed in their merit in the %(number)s %(series)s",
        )
    else:
        sentence = pgettext(
            "certificate, second language", "has a letter in the %(number)s %(series)s"
        )
    return sentence % {
        "number": ordinal(document.scroll_number, language),
        "series": document.series_titles[language],
    }


def _parsha(document: CertificateDocument, language: str) -> str:
    if document.parsha is None:
        return ""
    parsha = document.parsha.title(language)
    return pgettext("certificate", "in Parshas %(parsha)s") % {"parsha": parsha}
