"""Where the headings of a sheet are, in one row or two, and what they say together."""

from collections.abc import Iterator, Sequence

from letters.reading.columns import is_heading
from letters.reading.headings.departed import lists_the_departed
from letters.reading.headings.meanings import folded, meaning_of
from letters.reading.headings.patterns import Meaning
from letters.reading.sections import is_section
from letters.reading.table import SourceRow
from letters.reading.words import RELATION

_TITLE_ROWS = 15  # above the headings, at most
_HEADINGS_OF_LISTS = frozenset(
    {Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN, Meaning.FIRST}
)
_HEADING_WORDS = 4  # of a single column; more are a sentence
_DEPARTED_WORDS = 6  # “Full name of the deceased”


def is_heading_of_list(text: str) -> bool:
    return (
        is_heading([text])
        and not set(text) & set("!:.")
        and (
            (meaning_of(text) in _HEADINGS_OF_LISTS and len(text.split()) <= _HEADING_WORDS)
            or (lists_the_departed([text]) and len(text.split()) <= _DEPARTED_WORDS)
        )
    )


def find_headings(rows: Sequence[SourceRow]) -> tuple[int, int, tuple[str, ...]]:
    """Where the headings begin and end, and the headings, of one row or of two.

    Without any, it is the place of the first row that is no title.
    """
    for place in _heading_places(rows):
        row = rows[place]
        if _is_second_row(rows, place + 1):
            return place, place + 2, _combined(row.cells, rows[place + 1].cells)
        if place and _is_upper_row(rows[place - 1], row):
            return place - 1, place + 1, _combined(rows[place - 1].cells, row.cells)
        return place, place + 1, tuple(row.cells)
    widths = [sum(map(bool, row.cells)) for row in rows]
    place = 0
    while place < min(_TITLE_ROWS, len(rows) - 1) and _is_title_row(rows[place], max(widths)):
        place += 1
    return place, place, ()


def _heading_places(rows: Sequence[SourceRow]) -> Iterator[int]:
    """The first row that has headings; a single cell only if no row has several."""
    places = [place for place, row in enumerate(rows[:_TITLE_ROWS]) if is_heading(row.cells)]
    several = [place for place in places if sum(map(bool, rows[place].cells)) > 1]
    alone = [place for place in places if is_heading_of_list("".join(rows[place].cells))]
    yield from (several or alone)[:1]


def _is_title_row(row: SourceRow, widest: int) -> bool:
    filled = [cell for cell in row.cells if cell]
    return len(filled) == 1 and widest > 1 and not RELATION.search(filled[0])


def _is_second_row(rows: Sequence[SourceRow], place: int) -> bool:
    """Whether the row below the headings is a second row of headings, with names below it."""
    filled = [cell for cell in rows[place].cells if cell] if place < len(rows) - 1 else []
    if len(filled) == 1 and is_section(filled[0]):
        return False
    return bool(filled) and all(_is_part_of_heading(cell) for cell in filled)


def _is_upper_row(upper: SourceRow, lower: SourceRow) -> bool:
    """Whether a row has words for groups of the headings below it: “Child”, “Mother”."""
    filled = [cell for cell in upper.cells if cell]
    return (
        len(filled) > 1
        and len(filled) < sum(map(bool, lower.cells))
        and any(meaning_of(cell) for cell in filled)
        and not any(RELATION.search(cell) for cell in filled)
    )


def _is_part_of_heading(cell: str) -> bool:
    if RELATION.search(cell) or len(cell.split()) > _HEADING_WORDS:
        return False
    return meaning_of(cell) is not None or folded(cell) in {
        *("hebrew", "english", "yiddish", "עברית", "אנגלית", "בעברית", "באנגלית", "לועזי", "עברי"),
        *("русский", "иврит", "hebreu", "francais", "hebreo", "espanol"),
    }


def _combined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """One heading a column: the upper one counts for the empty cells beside it as well."""
    combined, group = [], ""
    for column in range(max(len(upper), len(lower))):
        above = upper[column] if column < len(upper) else ""
        below = lower[column] if column < len(lower) else ""
        group = above or group
        combined.append(f"{group} {below}".strip() if below else above)
    # “Child: first name, last name. Mother: name”, and a family name that is not the mother's.
    for column, below in enumerate(lower):
        above = upper[column] if column < len(upper) else ""
        if not above and meaning_of(below) == Meaning.FAMILY and not _has_family(combined):
            combined[column] = below
    return tuple(combined)


def _has_family(headings: Sequence[str]) -> bool:
    return any(meaning_of(heading) == Meaning.FAMILY for heading in headings)
