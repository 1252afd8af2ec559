"""The data of one certificate."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CertificateDocument:
    """Everything that is printed on one certificate."""

    line: str  # the name, exactly as typed
    honorific: str  # "", or ע״ה, ז״ל, זצ״ל, הי״ד; printed after the name
    departed: bool
    scroll_number: int
    series_name: str
    series_name_he: str
    dedication: str
    parsha: str  # "" where the series does not disclose it
    parsha_he: str
    day: date  # the civil day of registration
    number: str  # of the certificate
    check_url: str  # absolute; encoded in the QR code
    language: str  # "en" or "he": the main language of the two
    paper: str  # "a4" or "letter"
