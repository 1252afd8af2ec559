"""What is hidden, struck out, wrong or commented in an .xlsb.

`data/names.xlsb` has the frames of Excel's own files (written with pyxlsbwriter 0.1.0); the tests
set the bits in it that [MS-XLSB] names.
"""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from letters.reading import Question, Table, read_file

FILE = Path(__file__).parent / "data" / "names.xlsb"
SHEET = "xl/worksheets/sheet1.bin"
ROW, COLUMN, FONT, STYLE = 0, 60, 43, 47

Change = Callable[[int, bytearray], bytes]


def records(part: bytes) -> list[tuple[int, bytes]]:
    found, place = [], 0
    while place < len(part):
        kind, length = part[place] & 0x7F, 0
        if part[place] & 0x80:
            kind |= part[place + 1] << 7
            place += 1
        place += 1
        for shift in range(0, 28, 7):
            length |= (part[place] & 0x7F) << shift
            place += 1
            if part[place - 1] < 0x80:
                break
        found.append((kind, part[place : place + length]))
        place += length
    return found


def record(kind: int, data: bytes) -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(data)
    size = bytes([length]) if length < 0x80 else bytes([length & 0x7F | 0x80, length >> 7])
    return head + size + data


def text(value: str) -> bytes:
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def changed(
    change: Change | None = None, part: str = SHEET, more: dict[str, bytes] | None = None
) -> Table:
    """The file, read with each record of a part as `change` makes it, and with more parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(FILE) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if change and name == part:
                content = b"".join(
                    record(kind, change(kind, bytearray(data))) for kind, data in records(content)
                )
            if name not in (more or {}):
                new.writestr(name, content)
        for name, content in (more or {}).items():
            new.writestr(name, content)
    return read_file(made, len(made.getvalue()))


def questions(table: Table) -> dict[str, tuple[str, ...]]:
    return {line.cells[0]: line.questions for line in table.lines}


def test_names_are_read() -> None:
    table = changed()
    assert questions(table) == {"Yosef": (), "Mushka": (), "Eliyahu": ()}
    assert table.lines[1].cells == ("Mushka", "F", "Sarah", "Cohen")


def test_hidden_row_is_asked_about() -> None:
    def hide(kind: int, data: bytearray) -> bytes:
        if kind == ROW and struct.unpack_from("<I", data)[0] == 2:
            data[11] |= 0x10
        return bytes(data)

    assert questions(changed(hide)) == {"Yosef": (), "Mushka": ("hidden",), "Eliyahu": ()}


def test_hidden_column_is_asked_about() -> None:
    def hide(kind: int, data: bytearray) -> bytes:
        if kind == COLUMN and struct.unpack_from("<I", data)[0] == 2:
            data[16] |= 1
        return bytes(data)

    assert set(questions(changed(hide)).values()) == {(Question.HIDDEN.value,)}


def test_error_is_no_empty_cell() -> None:
    def with_error(part: bytes) -> bytes:
        """The last cell of the third row as an error: #N/A."""
        found, row, made = records(part), -1, b""
        for kind, data in found:
            if kind == ROW:
                row = struct.unpack_from("<I", data)[0]
            if row == 2 and 0 < kind < 12 and struct.unpack_from("<I", data)[0] == 2:
                made += record(3, data[:8] + b"\x2a")
            else:
                made += record(kind, data)
        return made

    with zipfile.ZipFile(FILE) as archive:
        part = with_error(archive.read(SHEET))
    table = changed(more={SHEET: part})
    assert table.lines[1].cells == ("Mushka", "F", "#N/A", "Cohen")


def test_struck_out_cell_is_asked_about() -> None:
    def strike(kind: int, data: bytearray) -> bytes:
        if kind == FONT:
            data[2] |= 0x08
        return bytes(data)

    answers = questions(changed(strike, part="xl/styles.bin"))
    assert set(answers.values()) == {(Question.STRUCK_OUT.value,)}


def test_comment_is_asked_about() -> None:
    rels = (
        '<?xml version="1.0"?><Relationships '
        'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'comments" Target="../comments1.bin"/></Relationships>'
    )
    comments = record(635, struct.pack("<5I", 0, 1, 1, 0, 0) + bytes(16)) + record(
        637, b"\0" + text("in fact Yosef Yitzchok")
    )
    more = {
        "xl/worksheets/_rels/sheet1.bin.rels": rels.encode(),
        "xl/comments1.bin": comments,
    }
    table = changed(more=more)
    assert table.lines[0].comments == ("in fact Yosef Yitzchok",)
    assert questions(table)["Yosef"] == (Question.COMMENT.value,)
