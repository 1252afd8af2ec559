"""What one certificate says."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class CertificateDocument:
    """Everything that is printed on one certificate, and nothing else."""

    line: str  # the name, exactly as the buyer typed it
    honorific: str  # "", or ע״ה, ז״ל, זצ״ל, הי״ד, set after the name
    departed: bool
    scroll_number: int
    series_name: str
    series_name_he: str
    dedication: str
    parsha: str  # "" where the series does not tell it
    parsha_he: str
    day: date  # the civil day of registration
    number: str  # the certificate's own
    check_url: str  # whole; the QR code carries it
    language: str  # "en" or "he": which of the two leads
    paper: str  # "a4" or "letter"
