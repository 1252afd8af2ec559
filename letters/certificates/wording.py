"""The words of a certificate in its two languages, for the living and for the departed.

Both languages are printed on every certificate, so they are written here side by side rather than
translated by the language of a request. The Hebrew is worded to fit men and women alike.
"""

from core.hebrew_calendar import civil_date, hebrew_date, ordinal
from letters.certificates.document import CertificateDocument

Words = dict[str, str]


def certificate_words(document: CertificateDocument, language: str) -> Words:
    """The texts of a certificate in one language, by their place in the template."""
    return {
        "opening": _opening(document, language),
        "sentence": _sentence(document, language),
        "parsha": _parsha(document, language),
        "hebrew_date": hebrew_date(document.day, language),
        "civil_date": civil_date(document.day, language),
        "number": "תעודה" if language == "he" else "Certificate",
        "verify": "לאימות התעודה" if language == "he" else "Verify this certificate",
    }


def _opening(document: CertificateDocument, language: str) -> str:
    """The line above the name."""
    if language == "he":
        return "לעילוי נשמת" if document.departed else "נרשמה אות על שם"
    return "In memory of" if document.departed else "A letter in the Torah"


def _sentence(document: CertificateDocument, language: str) -> str:
    """The line below the name; the second language has no opening, so its line is complete."""
    scroll = _scroll(document, language)
    is_main = document.language == language
    if language == "he":
        if is_main:
            return f"נרשמה אות {scroll}" if document.departed else scroll
        if document.departed:
            return f"נרשמה אות לעילוי הנשמה {scroll}"
        return f"נרשמה אות על שם זה {scroll}"
    if document.departed:
        return f"a letter has been inscribed in their merit in {scroll}"
    return f"has a letter in {scroll}"


def _scroll(document: CertificateDocument, language: str) -> str:
    number = ordinal(document.scroll_number, language)
    if language == "he":
        return f"ב{document.series_name_he} {number}"
    return f"the {number} {document.series_name}"


def _parsha(document: CertificateDocument, language: str) -> str:
    if not document.parsha:
        return ""
    return f"בפרשת {document.parsha_he}" if language == "he" else f"in Parshas {document.parsha}"
