"""The paper that a country prints on."""

A4, LETTER = PAPERS = ("a4", "letter")
PAPER_NAMES = {A4: "A4", LETTER: "US Letter"}

# Countries that use Letter paper and not A4 (CLDR, supplemental measurementData, paperSize).
_LETTER_COUNTRIES = frozenset(
    ["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"]
)


def paper_of_country(country: str) -> str:
    """ "a4" or "letter"; A4 for an unknown country (ISO 3166-1 alpha-2)."""
    return LETTER if country in _LETTER_COUNTRIES else A4


def other_paper(paper: str) -> str:
    return A4 if paper == LETTER else LETTER
