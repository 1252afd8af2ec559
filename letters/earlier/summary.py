"""What a register's rows are like: counts and samples, shown before anything is stored."""

from collections import Counter
from typing import Any

from letters.earlier.entries import Entry
from letters.reading import Table

SAMPLES = 5  # of each kind of row
CELL_LENGTH = 80  # characters that are shown
DOUBLED, CLEAR, UNNUMBERED = "doubled", "clear", "unnumbered"


class Summary:
    """Counts of rows by what is unclear, with the first rows of each kind."""

    def __init__(self, table: Table, *, numbered: bool) -> None:
        self._counts: Counter[str] = Counter()
        self._samples: dict[str, list[list[Any]]] = {}
        self._numbered = numbered
        self._around = [
            [each.sheet[:CELL_LENGTH], each.line, [each.text[:CELL_LENGTH]]]
            for each in table.unused[: SAMPLES * 4]
        ]
        self._totals = {
            "rows": len(table.lines),
            "empty_rows": table.empty,
            "around": len(table.unused),
        }
        self._unclear = 0

    def add(self, entry: Entry) -> None:
        """Count one row."""
        if entry.clear:
            self._count(CLEAR, entry)
        else:
            self._unclear += 1
        for code in entry.questions:
            self._count(code, entry)
        if entry.number_doubled:
            self._count(DOUBLED, entry)
        if self._numbered and not entry.number:
            self._count(UNNUMBERED, entry)

    def _count(self, code: str, entry: Entry) -> None:
        self._counts[code] += 1
        samples = self._samples.setdefault(code, [])
        if len(samples) < SAMPLES:
            cells = [cell[:CELL_LENGTH] for cell in entry.line.cells]
            samples.append([entry.line.sheet[:CELL_LENGTH], entry.line.number, cells])

    @property
    def counts(self) -> dict[str, Any]:
        """For `EarlierRegister.summary`: numbers alone, which name nobody."""
        own = {CLEAR, DOUBLED, UNNUMBERED}
        return {
            **self._totals,
            "clear": self._counts[CLEAR],
            "unclear": self._unclear,
            "doubled": self._counts[DOUBLED],
            "unnumbered": self._counts[UNNUMBERED],
            "questions": {
                code: count for code, count in self._counts.most_common() if code not in own
            },
        }

    @property
    def samples(self) -> dict[str, Any]:
        """For `EarlierRegister.samples`: sheet, line and cells of the first rows of each kind."""
        return {**self._samples, "around": self._around}
