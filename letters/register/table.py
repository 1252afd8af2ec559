"""The register as a table for a spreadsheet: CSV in UTF-8, the names, an empty line, the totals.

A cell that a spreadsheet would run as a formula begins with an apostrophe that is not part of it;
the last line says so.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core.spreadsheets import cell, csv_lines
from letters.register.checksum import Checksum
from letters.register.rows import Row, read_rows
from letters.register.title_page import Wish
from letters.register.totals import Totals

TOLD_EACH = 5_000  # names


@dataclass(frozen=True)
class Reading:
    """What a table holds, and what it says of itself."""

    names: int
    checksum: str
    told_names: str
    told_checksum: str

    @property
    def agrees(self) -> bool:
        """Whether it is as it was made."""
        return (str(self.names), self.checksum) == (self.told_names, self.told_checksum)


def write_table(wish: Wish, folder: Path, progress: Callable[[int], None]) -> tuple[Path, Totals]:
    """The table as a file in the folder, and its totals. `progress` is told the names written."""
    totals, path = Totals(), folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(_lines(wish, totals, progress)))
    return path, totals


def read_back(lines: Iterable[str]) -> Reading:
    """Count the names of a table anew. Raises ValueError for what is no table of a register."""
    checksum = Checksum()
    table = csv.reader(lines)
    for names, cells in enumerate(table, -1):
        if not cells:
            told = [cell for line in table for cell in line[1:2]]
            return Reading(names, checksum.hex(), told[0], told[-1])
        if names < 0:
            continue
        _number, line, honorific, parsha, _name, country, _name, city, community, _name = map(
            _bare, cells
        )
        checksum.add(line, honorific, int(parsha), country, city, community)
    raise ValueError("No empty line after the names")


def _bare(text: str) -> str:
    """What `cell` was given."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


def _lines(
    wish: Wish, totals: Totals, progress: Callable[[int], None]
) -> Iterator[Sequence[object]]:
    yield [
        _("Letter"),
        _("Name"),
        _("Honorific after the name"),
        _("Number of the parsha"),
        _("Parsha"),
        _("Country code"),
        _("Country"),
        _("City"),
        _("Page of the community"),
        _("Community"),
    ]
    for row in read_rows(wish.scroll, wish.order):
        totals.add(row)
        yield _cells(row)
        if totals.names % TOLD_EACH == 0:
            progress(totals.names)
    yield []
    yield from _totals(totals)


def _cells(row: Row) -> Sequence[object]:
    return [
        row.number,
        row.line,
        row.honorific,
        row.parsha_number,
        row.parsha,
        row.country,
        row.country_name,
        row.city,
        row.community,
        row.community_name,
    ]


def _totals(totals: Totals) -> Iterator[Sequence[object]]:
    yield [_("Names"), totals.names]
    for (code, name), count, cities in totals.by_country():
        yield [_("Country"), count, code, name or _("Country not told")]
        for city, each in cities:
            if city:
                yield [_("City"), each, code, city]
    for (slug, name), count in totals.by_community():
        yield [_("Community"), count, slug, name or _("In no community")]
    yield [_("Checksum"), totals.checksum]
    yield [
        _("An apostrophe before = + - @ is not part of a name: it keeps it from being a formula.")
    ]
