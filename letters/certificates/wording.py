"""The words of a certificate in its two languages, for the living and for the departed.

Both languages stand on every sheet, so they are written here side by side rather than
looked up by the language of a request. The Hebrew is worded to fit a man and a woman alike.
"""

from core.hebrew_calendar import civil_date, hebrew_date, ordinal
from letters.certificates.document import CertificateDocument

Words = dict[str, str]


def certificate_words(sheet: CertificateDocument, language: str) -> Words:
    """All that a sheet says in one language, by its place on the sheet."""
    return {
        "opening": _opening(sheet, language),
        "sentence": _sentence(sheet, language),
        "parsha": _parsha(sheet, language),
        "hebrew_date": hebrew_date(sheet.day, language),
        "civil_date": civil_date(sheet.day, language),
        "number": "תעודה" if language == "he" else "Certificate",
        "verify": "לאימות התעודה" if language == "he" else "Verify this certificate",
    }


def _opening(sheet: CertificateDocument, language: str) -> str:
    """What stands above the name."""
    if language == "he":
        return "לעילוי נשמת" if sheet.departed else "נרשמה אות על שם"
    return "In memory of" if sheet.departed else "A letter in the Torah"


def _sentence(sheet: CertificateDocument, language: str) -> str:
    """What stands below the name; the language that follows can't lean on the opening."""
    scroll = _scroll(sheet, language)
    leads = sheet.language == language
    if language == "he":
        if leads:
            return f"נרשמה אות {scroll}" if sheet.departed else scroll
        return (
            f"נרשמה אות לעילוי הנשמה {scroll}" if sheet.departed else f"נרשמה אות על שם זה {scroll}"
        )
    if sheet.departed:
        return f"a letter has been inscribed in their merit in {scroll}"
    return f"has a letter in {scroll}"


def _scroll(sheet: CertificateDocument, language: str) -> str:
    number = ordinal(sheet.scroll_number, language)
    if language == "he":
        return f"ב{sheet.series_name_he} {number}"
    return f"the {number} {sheet.series_name}"


def _parsha(sheet: CertificateDocument, language: str) -> str:
    """The portion, where it is told."""
    if not sheet.parsha:
        return ""
    return f"בפרשת {sheet.parsha_he}" if language == "he" else f"in Parshas {sheet.parsha}"
