"""What is hidden, wrong, struck out or commented in an .xls, which its values don't show.

Formats: [MS-CFB] for the container, [MS-XLS] for the records in its stream.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_SECTOR_END = 0xFFFFFFFA  # this number and higher ones are no sectors
_MAX_RECORDS = 400_000
_BOUND_SHEET, _EOF, _ROW, _COLUMNS = 0x85, 0x0A, 0x208, 0x7D
_ERROR, _FORMULA = 0x205, 0x06
_FONT, _STYLE, _STRIKE = 0x31, 0xE0, 0x08
# Cells with a value, whose style is behind row and column: text, numbers, formulas.
_MANY_NUMBERS = 0xBD  # of one row: row, first column, then style and value of each, last column
_VALUES = frozenset({0xFD, 0x204, 0xD6, 0x203, 0x27E, _FORMULA})
# A comment: its place with the number of a drawn object, whose text follows it.
_NOTE, _OBJECT, _TEXT, _CONTINUED = 0x1C, 0x5D, 0x1B6, 0x3C
_MAX_COMMENT = 500  # characters
_NAMES = frozenset({"Workbook", "Book"})


@dataclass(slots=True)
class HiddenParts:
    """What is hidden in a sheet, its errors, struck out rows, comments; rows and columns from 0."""

    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    errors: dict[int, set[int]] = field(default_factory=dict)  # columns by row
    struck_out: set[int] = field(default_factory=set)
    comments: dict[int, list[str]] = field(default_factory=dict)  # by row


def hidden_parts(content: bytes) -> list[HiddenParts]:
    """For each sheet in order, what is hidden in it. Raises ValueError for a broken file."""
    try:
        stream = _workbook_stream(content)
        starts = [
            struct.unpack_from("<I", data)[0]
            for kind, data in _records(stream, 0)
            if kind == _BOUND_SHEET
        ]
        styles = _struck_styles(stream)
        return [_of_sheet(stream, start, styles) for start in starts]
    except (struct.error, IndexError) as error:
        raise ValueError("broken container") from error


def _struck_styles(stream: bytes) -> frozenset[int]:
    """Numbers of the styles of cells whose font is struck out."""
    fonts: set[int] = set()
    styles: set[int] = set()
    font = style = -1
    for kind, data in _records(stream, 0):
        if kind == _FONT:
            font += 1 if font != 3 else 2  # there is no font 4
            if struct.unpack_from("<H", data, 2)[0] & _STRIKE:
                fonts.add(font)
        elif kind == _STYLE:
            style += 1
            if struct.unpack_from("<H", data)[0] in fonts:
                styles.add(style)
    return frozenset(styles)


def _of_sheet(stream: bytes, start: int, struck_styles: frozenset[int]) -> HiddenParts:
    found = HiddenParts(comments=_comments(stream, start))
    for kind, data in _records(stream, start):
        if struck_styles and kind in _VALUES:
            row, _column, style = struct.unpack_from("<HHH", data)
            if style in struck_styles:
                found.struck_out.add(row)
        elif struck_styles and kind == _MANY_NUMBERS:
            styles = {struct.unpack_from("<H", data, at)[0] for at in range(4, len(data) - 2, 6)}
            if styles & struck_styles:
                found.struck_out.add(struct.unpack_from("<H", data)[0])
        if kind == _ROW and struct.unpack_from("<H", data, 12)[0] & 0x20:
            found.rows.add(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", data, 8)[0] & 1:
            first, last = struct.unpack_from("<HH", data)
            found.columns.update(range(first, min(last, 255) + 1))
        elif (kind == _ERROR and data[7] == 1) or (
            kind == _FORMULA and data[6] == 2 and data[12:14] == b"\xff\xff"
        ):
            row, column = struct.unpack_from("<HH", data)
            found.errors.setdefault(row, set()).add(column)
    return found


def _comments(stream: bytes, start: int) -> dict[int, list[str]]:
    """The comments of a sheet by row; one whose text is not found says only that it is there."""
    rows: list[tuple[int, int]] = []
    texts: dict[int, str] = {}
    number, length = -1, 0
    for kind, data in _records(stream, start):
        if kind == _NOTE:
            row, _column, _flags, of_object = struct.unpack_from("<HHHH", data)
            rows.append((row, of_object))
        elif kind == _OBJECT:
            number = struct.unpack_from("<H", data, 6)[0]
        elif kind == _TEXT:
            length = struct.unpack_from("<H", data, 10)[0]
        elif kind == _CONTINUED and length and number not in texts:
            coding = "utf-16-le" if data[0] & 1 else "latin-1"
            texts[number] = data[1:].decode(coding, "replace")[:length]
            length = 0
    found: dict[int, list[str]] = {}
    for row, of_object in rows:
        text = " ".join(texts.get(of_object, "").split())[:_MAX_COMMENT]
        found.setdefault(row, []).append(text or "…")
    return found


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of a part of the stream, up to its end."""
    for _count in range(_MAX_RECORDS):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == _EOF:
            return
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length
    raise ValueError("too many records")


def _workbook_stream(content: bytes) -> bytes:
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    if size not in {512, 4096}:
        raise ValueError("no sector size")
    table = _allocation_table(content, size)
    directory = _chain(content, size, table, struct.unpack_from("<I", content, 48)[0])
    for entry in range(0, len(directory), 128):
        length = struct.unpack_from("<H", directory, entry + 64)[0]
        name = directory[entry : entry + max(0, length - 2)].decode("utf-16-le", "replace")
        if name in _NAMES:
            # Streams below 4 KB are in another table; Excel pads a workbook beyond that.
            first, bytes_long = struct.unpack_from("<II", directory, entry + 116)
            if bytes_long < struct.unpack_from("<I", content, 56)[0]:
                raise ValueError("a small stream")
            return _chain(content, size, table, first)[:bytes_long]
    raise ValueError("no workbook")


def _allocation_table(content: bytes, size: int) -> list[int]:
    """For each sector the next one of its stream."""
    count = struct.unpack_from("<I", content, 44)[0]
    if count > 109:
        raise ValueError("larger than any list")
    sectors = struct.unpack_from(f"<{count}I", content, 76)
    table: list[int] = []
    for sector in sectors:
        table.extend(struct.unpack_from(f"<{size // 4}I", content, (sector + 1) * size))
    return table


def _chain(content: bytes, size: int, table: list[int], sector: int) -> bytes:
    parts: list[bytes] = []
    while sector < _SECTOR_END:
        if len(parts) > len(table):
            raise ValueError("a circle")
        parts.append(content[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(parts)
