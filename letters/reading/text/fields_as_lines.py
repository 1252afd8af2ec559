"""Forms filled in as lines, “Name: Yosef”, of one person or of several: a row for each of them."""

import re
from collections.abc import Iterator, Sequence
from itertools import count, takewhile

from letters.reading.headings.meanings import folded, meaning_of
from letters.reading.headings.patterns import Meaning
from letters.reading.table import Sheet, SourceRow, UnusedText, has_letters
from letters.reading.words import RELATION

_FIELD = re.compile(r"^[\s\-–—*•·>]*(?P<label>[^:：=\t]{1,60}?)\s*[:：=]\s*(?P<value>.*?)\s*$")
_GIVEN = frozenset(
    {Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN, Meaning.FIRST, Meaning.CIVIL}
)
_MOST_LABELS = 40

Record = dict[str, tuple[str, str]]  # label and value, by the folded label


def sheet_of_fields(lines: Sequence[tuple[int, str]]) -> Sheet | None:
    """The table of the fields; None if the lines are something else, or it isn't plain whose.

    “Mother: Chana bas Sarah” may be a person of her own.
    """
    found = [_field(line) for _number, line in lines]
    labels = {label for label, _value in filter(None, found)}
    meanings = {meaning_of(label) for label in labels} - {None}
    filled = sum(bool(line.strip()) and has_letters(line) for _number, line in lines)
    known = sum(bool(each and meaning_of(each[0])) for each in found)
    if known * 3 < filled * 2 or len(meanings) < 2 or not meanings & _GIVEN:
        return None
    for (_number, line), each in zip(lines, found, strict=True):
        text = line if each is None else each[1]
        is_name = each is not None and meaning_of(each[0]) in _GIVEN
        if RELATION.search(text) and not is_name:
            return None
    return _sheet(list(_records(lines, found)), lines, found)


def _field(line: str) -> tuple[str, str] | None:
    match = _FIELD.match(line)
    if not match or not has_letters(match["label"]) or RELATION.search(match["label"]):
        return None
    return match["label"].strip(), match["value"]


def _records(
    lines: Sequence[tuple[int, str]], found: Sequence[tuple[str, str] | None]
) -> Iterator[tuple[int, Record]]:
    """The fields of each person: a new one begins where a label comes again."""
    record: Record = {}
    start = 0
    for place, (number, line) in enumerate(lines):
        field = found[place]
        if field is None:
            if record and not has_letters(line) and _repeats(found[place + 1 :], record):
                yield start, record
                record = {}
            continue
        key = folded(field[0])
        if key in record:
            yield start, record
            record = {}
        start = start if record else number
        record[key] = field
    if record:
        yield start, record


def _repeats(following: Sequence[tuple[str, str] | None], record: Record) -> bool:
    """Whether one of the fields up to the next empty line is in the record already."""
    first = next((place for place, field in enumerate(following) if field), len(following))
    block = takewhile(bool, following[first:])
    return any(folded(field[0]) in record for field in block if field)


def _sheet(
    records: Sequence[tuple[int, Record]],
    lines: Sequence[tuple[int, str]],
    found: Sequence[tuple[str, str] | None],
) -> Sheet | None:
    places = dict(zip(dict.fromkeys(key for _start, each in records for key in each), count()))
    if len(places) > _MOST_LABELS or any(
        _GIVEN.isdisjoint(meaning_of(label) for label, _value in each.values())
        for _start, each in records
    ):
        return None
    headings = [""] * len(places)
    rows = []
    for start, record in records:
        cells = [""] * len(places)
        for key, (label, value) in record.items():
            headings[places[key]] = headings[places[key]] or label
            cells[places[key]] = value
        rows.append(SourceRow(start, cells))
    unused = tuple(
        UnusedText("", number, "", line.strip())
        for (number, line), field in zip(lines, found, strict=True)
        if field is None and has_letters(line)
    )
    return Sheet("", [SourceRow(rows[0].number, headings), *rows], unused=unused)
