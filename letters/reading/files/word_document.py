"""The tables and paragraphs of a .docx."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse

from letters.reading.delimited import sheet_of_text
from letters.reading.files.file_types import broken_file
from letters.reading.struck_out import marked
from letters.reading.table import MAX_ROWS, CannotRead, Sheet, SourceRow, UnusedText
from letters.reading.words import RELATION

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STRIKES = frozenset({f"{_W}strike", f"{_W}dstrike"})
_OFF = frozenset({"0", "false", "off"})
_MAX_SIZE = 25 * 1024 * 1024  # bytes of the document's XML; 5,000 names need about 5 MB


def sheets_of_document(content: bytes) -> list[Sheet]:
    """A sheet for each table, and one of the paragraphs. Raises CannotRead."""
    reader = _Reader()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo("word/document.xml").file_size > _MAX_SIZE:
                raise CannotRead(broken_file())
            with archive.open("word/document.xml") as file:
                for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
                    reader.handle(event, element)
    except (ParseError, DefusedXmlException, zipfile.BadZipFile, zlib.error, ValueError, EOFError):
        raise CannotRead(broken_file()) from None
    tables = [Sheet("", rows) for rows in reader.tables if rows]
    paragraphs = "\n".join(reader.paragraphs)
    if not tables:
        return [sheet_of_text(paragraphs)]
    return [*_around_tables(paragraphs), *tables]


def _around_tables(paragraphs: str) -> list[Sheet]:
    """Paragraphs beside tables: only those with a whole name may be a name."""
    names, others = [], []
    for number, line in enumerate(paragraphs.splitlines(), 1):
        if RELATION.search(line):
            names.append(SourceRow(number, (line,)))
        elif line.strip():
            others.append(UnusedText("", number, "", line.strip()))
    return [Sheet("", names, unused=tuple(others))]


class _Reader:
    """Collects text by the events of the parser."""

    def __init__(self) -> None:
        self.tables: list[list[SourceRow]] = []
        self.paragraphs: list[str] = []
        self.row: list[str] = []
        self.text: list[str] = []
        self.depth = self.skipped = 0
        self.struck_out = False  # the paragraph or row

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
            self.row, self.struck_out = [], False
        elif (tag == f"{_W}tc" and self.depth == 1) or (tag == f"{_W}p" and not self.depth):
            self.text = []

    def _end(self, element: Element) -> None:
        tag = element.tag
        if tag == f"{_W}t":
            self.text.append(element.text or "")
        elif tag in {f"{_W}br", f"{_W}cr"}:
            self.text.append("\n")
        elif tag == f"{_W}tab":
            self.text.append("\t")
        elif tag in _STRIKES:
            self.struck_out = self.struck_out or element.get(f"{_W}val", "1") not in _OFF
        elif tag == f"{_W}p":
            self._end_paragraph(element)
        elif tag == f"{_W}tc" and self.depth == 1:
            self.row.append("".join(self.text))
        elif tag == f"{_W}tr" and self.depth == 1:
            table = self.tables[-1]
            if len(table) < MAX_ROWS + 50:
                number = len(table) + 1
                table.append(SourceRow(number, self.row, struck_out=self.struck_out))
            element.clear()
        elif tag == f"{_W}tbl":
            self.depth -= 1

    def _end_paragraph(self, element: Element) -> None:
        if self.depth:
            self.text.append("\n")
            return
        if len(self.paragraphs) < MAX_ROWS + 50:
            text = "".join(self.text)
            self.paragraphs.append(marked(text) if self.struck_out and text.strip() else text)
        self.struck_out = False
        element.clear()
