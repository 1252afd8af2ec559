"""A certificate's content, for tests and benchmarks of the rendering."""

from datetime import date

from core.calendar.local_day import LocalDay
from letters import torah
from letters.certificates import CertificateDocument

SAMPLE = CertificateDocument(
    line="Yosef ben Chana Levi",
    honorific="",
    departed=False,
    scroll_number=12,
    series_titles={"en": "Sefer Torah Haklali", "he": "ספר התורה הכללי"},
    openings={},
    dedication="",
    parsha=torah.edition("alter_rebbe").parshiyot[52],
    day=LocalDay.daylight(date(2025, 11, 16)),
    number="12-000123",
    revision=1,
    check_url="https://example.org/c/0123456789abcdef/",
    language="en",
    paper="a4",
)
