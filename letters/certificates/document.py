"""The data of one certificate."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.calendar.local_day import LocalDay
from letters.torah import Parsha


@dataclass(frozen=True)
class CertificateDocument:
    """Everything that is printed on one certificate."""

    line: str  # the name, exactly as typed
    honorific: str  # "", or ע״ה, ז״ל, זצ״ל, הי״ד; printed after the name
    departed: bool
    scroll_number: int
    series_titles: Mapping[str, str]  # by language
    openings: Mapping[str, str]  # by language; "": the usual line above the name
    dedication: str
    parsha: Parsha | None  # None where the series does not disclose it
    day: LocalDay  # of registration
    number: str  # of the certificate
    revision: int  # from 1; printed from 2 on
    check_url: str  # absolute; encoded in the QR code
    language: str  # a code of LANGUAGES: the main language of the two
    paper: str  # "a4" or "letter"
