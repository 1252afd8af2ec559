"""The register as a table for a spreadsheet: CSV in UTF-8, the names, an empty line, the totals.

A cell that a spreadsheet would run as a formula is prefixed with an apostrophe; the last line
says so.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from core.spreadsheets import cell, csv_lines
from letters.register.checksum import Checksum
from letters.register.rows import Row, read_rows
from letters.register.title_page import ExportOptions
from letters.register.totals import Totals

PROGRESS_INTERVAL = 5_000  # names between two calls of `progress`


@dataclass(frozen=True)
class TableCheck:
    """The names and checksum counted from a table, and those it states itself."""

    names: int
    checksum: str
    stated_names: str
    stated_checksum: str

    @property
    def matches(self) -> bool:
        return (str(self.names), self.checksum) == (self.stated_names, self.stated_checksum)


def write_table(
    options: ExportOptions, folder: Path, progress: Callable[[int], None]
) -> tuple[Path, Totals]:
    """Write the table into the folder; its path and totals.

    `progress` is called with the number of names written so far.
    """
    totals, path = Totals(), folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(_lines(options, totals, progress)))
    return path, totals


def check_table(lines: Iterable[str]) -> TableCheck:
    """Count the names of a table again. Raises ValueError for what is not a register's table."""
    checksum = Checksum()
    table = csv.reader(lines)
    for names, cells in enumerate(table, -1):
        if not cells:
            stated = [cell for line in table for cell in line[1:2]]
            return TableCheck(names, checksum.hex(), stated[0], stated[-1])
        if names < 0:
            continue
        _number, line, honorific, parsha, _name, country, _name, city, community, _name = map(
            _without_apostrophe, cells
        )
        checksum.add(line, honorific, int(parsha), country, city, community)
    raise ValueError("No empty line after the names")


def _without_apostrophe(text: str) -> str:
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


def _lines(
    options: ExportOptions, totals: Totals, progress: Callable[[int], None]
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
    for row in read_rows(options.scroll, options.order):
        totals.add(row)
        yield _cells(row)
        if totals.names % PROGRESS_INTERVAL == 0:
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
        yield [_("Country"), count, code, name or _("Country not stated")]
        for city, each in cities:
            if city:
                yield [_("City"), each, code, city]
    for (slug, name), count in totals.by_community():
        yield [_("Community"), count, slug, name or _("In no community")]
    yield [_("Checksum"), totals.checksum]
    yield [
        _("An apostrophe before = + - @ is not part of a name: it keeps it from being a formula.")
    ]
