"""What was found when a register was looked through, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from letters import torah
from letters.earlier.entries import label_of
from letters.models import EarlierRegister


@dataclass(frozen=True)
class Sample:
    """A row as it was written, and its line in the file."""

    place: str
    text: str


@dataclass(frozen=True)
class Count:
    """A kind of rows, how many there are, and the first of them."""

    label: str
    count: str
    samples: list[Sample]


def counts_of(register: EarlierRegister) -> list[Count]:
    """Every count of a summary that is not 0, those of all rows first."""
    return [each for each in _counts(register.summary, register.samples) if each.count != "0"]


def _counts(summary: dict[str, Any], samples: dict[str, Any]) -> Iterator[Count]:
    if not summary:
        return
    kinds = [
        ("rows", _("Rows with something in them")),
        ("clear", _("Read right: found when somebody asks")),
        ("unclear", _("Unclear: kept as written, not found")),
        ("doubled", _("Their number stands beside another name, too")),
        ("unnumbered", _("Without a number")),
        ("empty_rows", _("Empty rows")),
        ("around", _("Text around the rows, not imported")),
    ]
    for kind, label in kinds:
        yield _count(label, summary.get(kind, 0), samples.get(kind, []))
    for code, count in summary.get("questions", {}).items():
        yield _count(label_of(code), count, samples.get(code, []))


def _count(label: str, count: int, samples: list[list[Any]]) -> Count:
    return Count(label, f"{count:,}", [_sample(*sample) for sample in samples])


def _sample(sheet: str, line: int, cells: list[str]) -> Sample:
    place = _("line %(line)s") % {"line": f"{line:,}"}
    text = " · ".join(cell for cell in cells if cell)
    return Sample(f"{sheet}, {place}" if sheet else place, text)


def warnings_of(register: EarlierRegister) -> list[str]:
    """What a person should know before the import."""
    summary = register.summary
    found = []
    if summary.get("rows", 0) > torah.TOTAL_LETTERS:
        found.append(
            _("There are %(rows)s rows, and a scroll has %(letters)s letters.")
            % {"rows": f"{summary['rows']:,}", "letters": f"{torah.TOTAL_LETTERS:,}"}
        )
    if summary.get("rows") and summary.get("clear", 0) * 2 < summary["rows"]:
        found.append(
            _("Less than half of the rows were read right. Please check what each column is.")
        )
    return found
