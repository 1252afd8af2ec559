"""The tables and paragraphs of a .docx."""

import io
import zipfile
import zlib
from dataclasses import replace
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from letters.reading.files.file_types import broken_file
from letters.reading.struck_out import marked
from letters.reading.table import (
    MAX_CELL_LENGTH,
    MAX_COLUMNS,
    MAX_ROWS,
    CannotRead,
    Sheet,
    SourceRow,
    UnusedText,
)
from letters.reading.text.delimited import sheet_of_text
from letters.reading.words import RELATION

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STRIKES = frozenset({f"{_W}strike", f"{_W}dstrike"})
_PARTS = frozenset(f"{_W}{part}" for part in ("p", "tc", "tr", "tbl"))
_OFF = frozenset({"0", "false", "off"})
_MAX_SIZE = 25 * 1024 * 1024  # bytes of the document's XML; 5,000 names need about 5 MB


def sheets_of_document(content: bytes) -> list[Sheet]:
    """A sheet for each table, and one of the paragraphs. Raises CannotRead."""
    reader = _Reader()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo("word/document.xml").file_size > _MAX_SIZE:
                raise CannotRead(broken_file())
            reader.comments = _comments(archive)
            with archive.open("word/document.xml") as file:
                for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                    reader.handle(event, element)
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, ValueError, EOFError):
        raise CannotRead(broken_file()) from None
    tables = [Sheet("", rows) for rows in reader.tables if rows]
    paragraphs = "\n".join(reader.paragraphs)
    if not tables:
        return [_with_comments(sheet_of_text(paragraphs), reader)]
    return [*(_with_comments(each, reader) for each in _around_tables(paragraphs)), *tables]


def _with_comments(sheet: Sheet, reader: "_Reader") -> Sheet:
    """A sheet of the paragraphs with the comments beside their lines."""
    beside: dict[int, list[str]] = {}
    line = 1
    for place, text in enumerate(reader.paragraphs):
        if comments := reader.beside_paragraphs.get(place):
            beside[line] = comments
        line += len(text.splitlines()) or 1
    rows = [replace(row, comments=beside.pop(row.number, ())) for row in sheet.rows]
    left = [UnusedText("", number, "", text) for number, texts in beside.items() for text in texts]
    return replace(sheet, rows=rows, unused=(*sheet.unused, *left))


def _around_tables(paragraphs: str) -> list[Sheet]:
    """Paragraphs beside tables: only those with a whole name may be a name."""
    names, others = [], []
    for number, line in enumerate(paragraphs.splitlines(), 1):
        if RELATION.search(line):
            names.append(SourceRow(number, (line,)))
        elif line.strip():
            others.append(UnusedText("", number, "", line.strip()))
    return [Sheet("", names, unused=tuple(others))]


def _comments(archive: zipfile.ZipFile) -> dict[str, str]:
    """The comments of the document by their ids."""
    if "word/comments.xml" not in archive.namelist():
        return {}
    if archive.getinfo("word/comments.xml").file_size > _MAX_SIZE:
        raise CannotRead(broken_file())
    found = {}
    with archive.open("word/comments.xml") as file:
        for _event, element in iterparse(file, forbid_dtd=True):
            if element.tag == f"{_W}comment":
                texts = (text.text or "" for text in element.iter(f"{_W}t"))
                found[element.get(f"{_W}id", "")] = " ".join("".join(texts).split())
                element.clear()
    return found


class _Reader:
    """Collects text by the events of the parser."""

    def __init__(self) -> None:
        self.tables: list[list[SourceRow]] = []
        self.paragraphs: list[str] = []
        self.row: list[str] = []
        self.text: list[str] = []
        self.depth = self.skipped = 0
        self.struck_out = False  # the paragraph or row
        self.comments: dict[str, str] = {}
        self.beside: list[str] = []  # comments of the paragraph or row
        self.beside_paragraphs: dict[int, list[str]] = {}

    def handle(self, event: str, element: Element) -> None:
        if element.tag == _FALLBACK:
            self.skipped += 1 if event == "start" else -1
        elif self.skipped:
            return
        elif event == "start":
            self._start(element.tag)
        else:
            self._end(element)

    def _start(self, tag: str) -> None:
        if tag == f"{_W}tbl":
            self.depth += 1
            if self.depth == 1:
                self.tables.append([])
        elif tag == f"{_W}tr" and self.depth == 1:
            self.row, self.struck_out, self.beside = [], False, []
        elif (tag == f"{_W}tc" and self.depth == 1) or (tag == f"{_W}p" and not self.depth):
            self.text = []

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag == f"{_W}commentReference":
            self._add_comment(self.comments.get(element.get(f"{_W}id", ""), ""))
        elif tag in _PARTS:
            self._end_part(element)
        elif tag == f"{_W}t":
            self.text.append(element.text or "")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            self.text.append("\n")
        elif tag == f"{_W}tab":
            self.text.append("\t")
        elif tag in _STRIKES:
            self.struck_out = self.struck_out or element.get(f"{_W}val", "1") not in _OFF

    def _end_part(self, element: Element) -> None:
        tag = element.tag
        if tag == f"{_W}p":
            self._end_paragraph(element)
        elif tag == f"{_W}tc" and self.depth == 1:
            self.row.append("".join(self.text))
        elif tag == f"{_W}tr" and self.depth == 1:
            table = self.tables[-1]
            if len(table) < MAX_ROWS + 50:
                number = len(table) + 1
                row = SourceRow(number, self.row, False, self.struck_out, self.beside)
                table.append(row)
            element.clear()
        elif tag == f"{_W}tbl":
            self.depth -= 1

    def _add_comment(self, text: str) -> None:
        if text and len(self.beside) < MAX_COLUMNS:
            self.beside.append(text[:MAX_CELL_LENGTH])

    def _end_paragraph(self, element: Element) -> None:
        if self.depth:
            self.text.append("\n")
            return
        if len(self.paragraphs) < MAX_ROWS + 50:
            text = "".join(self.text)
            self.paragraphs.append(marked(text) if self.struck_out and text.strip() else text)
            if self.beside:
                self.beside_paragraphs[len(self.paragraphs) - 1] = self.beside
        self.struck_out, self.beside = False, []
        element.clear()
