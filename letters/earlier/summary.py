"""What a register's rows are like: counts and samples, shown before anything is stored."""

from collections import Counter
from typing import Any

from letters.earlier.entries import Entry, EntryQuestion
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

    def as_json(self) -> dict[str, Any]:
        """For `EarlierRegister.summary`."""
        return {
            **self._totals,
            "clear": self._counts.pop(CLEAR, 0),
            "unclear": self._unclear,
            "doubled": self._counts.pop(DOUBLED, 0),
            "unnumbered": self._counts.pop(UNNUMBERED, 0),
            "without_name": self._counts[EntryQuestion.NO_NAME.value],
            "questions": dict(self._counts.most_common()),
            "samples": {**self._samples, "around": self._around},
        }


def without_samples(summary: dict[str, Any]) -> dict[str, Any]:
    """The counts alone, which name nobody."""
    return {**summary, "samples": {}}
