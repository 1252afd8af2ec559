"""A certificate's content, for tests and benchmarks of the rendering."""

from datetime import date

from letters.certificates import CertificateDocument

SAMPLE = CertificateDocument(
    line="Yosef ben Chana Levi",
    honorific="",
    departed=False,
    scroll_number=12,
    series_name="Sefer Torah Haklali",
    series_name_he="ספר התורה הכללי",
    dedication="",
    parsha="Ha'azinu",
    parsha_he="האזינו",
    day=date(2025, 11, 16),
    number="12-000123",
    check_url="https://example.org/c/0123456789abcdef/",
    language="en",
    paper="a4",
)
