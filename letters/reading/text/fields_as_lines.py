"""Forms filled in as lines, “Name: Yosef”, of one person or of several: a row for each of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from letters.reading.headings.meanings import folded, meaning_of
from letters.reading.headings.patterns import Meaning
from letters.reading.table import Sheet, SourceRow, UnusedText, has_letters
from letters.reading.words import GREETINGS, RELATION

_FIELD = re.compile(r"^[\s\-–—*•·>]*(?P<label>[^:：=\t]{1,60}?)\s*[:：=]\s*(?P<value>.*?)\s*$")
_GIVEN = frozenset(
    {Meaning.WHOLE, Meaning.FULL_HEBREW, Meaning.HEBREW_GIVEN, Meaning.FIRST, Meaning.CIVIL}
)
_MOST_LABELS = 40


@dataclass(slots=True)
class _Record:
    """The fields of a person: label and value, by the folded label.

    `beside`: lines among them that are no fields, as a second line of a value; they are asked
    about as comments are.
    """

    start: int
    fields: dict[str, tuple[str, str]] = field(default_factory=dict)
    beside: list[str] = field(default_factory=list)


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
    unused: list[UnusedText] = []
    return _sheet(list(_records(lines, found, unused)), unused)


def _field(line: str) -> tuple[str, str] | None:
    match = _FIELD.match(line)
    if not match or not has_letters(match["label"]) or RELATION.search(match["label"]):
        return None
    return match["label"].strip(), match["value"]


def _records(
    lines: Sequence[tuple[int, str]],
    found: Sequence[tuple[str, str] | None],
    unused: list[UnusedText],
) -> Iterator[_Record]:
    """A new record begins where a label comes again."""
    record: _Record | None = None
    for place, (number, line) in enumerate(lines):
        each = found[place]
        if each is None:
            if record and not has_letters(line) and _repeats(found[place + 1 :], record):
                yield record
                record = None
            elif record and has_letters(line) and _is_among(lines, place):
                record.beside.append(line.strip())
            elif has_letters(line):
                unused.append(UnusedText("", number, "", line.strip()))
            continue
        key = folded(each[0])
        if record and key in record.fields:
            yield record
            record = None
        record = record or _Record(number)
        record.fields[key] = each
    if record:
        yield record


def _is_among(lines: Sequence[tuple[int, str]], place: int) -> bool:
    """Whether a line follows another without an empty line between, and is no farewell."""
    return bool(lines[place - 1][1].strip()) and not GREETINGS.match(lines[place][1])


def _repeats(following: Sequence[tuple[str, str] | None], record: _Record) -> bool:
    """Whether one of the fields up to the next empty line is in the record already."""
    first = next((place for place, each in enumerate(following) if each), len(following))
    block = takewhile(bool, following[first:])
    return any(folded(each[0]) in record.fields for each in block if each)


def _sheet(records: Sequence[_Record], unused: Sequence[UnusedText]) -> Sheet | None:
    keys = dict.fromkeys(key for record in records for key in record.fields)
    places = {key: place for place, key in enumerate(keys)}
    if len(places) > _MOST_LABELS or any(
        _GIVEN.isdisjoint(meaning_of(label) for label, _value in record.fields.values())
        for record in records
    ):
        return None
    headings = [""] * len(places)
    rows = []
    for record in records:
        cells = [""] * len(places)
        for key, (label, value) in record.fields.items():
            headings[places[key]] = headings[places[key]] or label
            cells[places[key]] = value
        rows.append(SourceRow(record.start, cells, comments=record.beside))
    return Sheet("", [SourceRow(rows[0].number, headings), *rows], unused=tuple(unused))
