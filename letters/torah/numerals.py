"""Numbers in Hebrew letters."""

GERESH = "\u05f3"
GERSHAYIM = "\u05f4"

_VALUES = (
    (400, "ת"), (300, "ש"), (200, "ר"), (100, "ק"),
    (90, "צ"), (80, "פ"), (70, "ע"), (60, "ס"), (50, "נ"), (40, "מ"), (30, "ל"), (20, "כ"),
    (10, "י"), (9, "ט"), (8, "ח"), (7, "ז"), (6, "ו"), (5, "ה"), (4, "ד"), (3, "ג"), (2, "ב"),
    (1, "א"),
)  # fmt: skip


def hebrew_numeral(number: int) -> str:
    """Write 1 to 999 in Hebrew letters: geresh after a single one, gershayim before the last.

    Raises ValueError for any other number.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"a Hebrew numeral is written for 1 to 999, not {number}")
    letters, rest = "", number
    for value, sign in _VALUES:
        while rest >= value:
            letters += sign
            rest -= value
    # 10+5 and 10+6 would spell the Name.
    letters = letters.replace("יה", "טו").replace("יו", "טז")
    if len(letters) == 1:
        return letters + GERESH
    return letters[:-1] + GERSHAYIM + letters[-1]
