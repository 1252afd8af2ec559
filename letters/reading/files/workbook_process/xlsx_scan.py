"""The parts of an .xlsx beside its values: hidden, errors, struck out, comments.

Format: ECMA-376, and [MS-XLSX] for the comments with answers of newer versions.
"""

import io
import posixpath
import zipfile
from xml.parsers import expat

from .limits import MAX_CELLS, MAX_SHEETS, TooLargeError
from .sheet_scan import Sheet, SheetScan, StruckOut, is_on, parse, row_of

_CHUNK = 1 << 20  # bytes
_MAX_STRINGS = 4 * MAX_CELLS  # elements of the shared strings
# Before the text of a comment that is in the newer form as well.
_FOR_OLDER_VERSIONS = "[Threaded comment]"


def scan_xlsx(content: bytes) -> dict[str, Sheet]:
    """What the values don't show, by the name of the sheet."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = set(archive.namelist())
        sheets: list[tuple[str, str]] = []

        def sheet(name: str, attributes: dict[str, str]) -> None:
            if name.rpartition(":")[2] == "sheet":
                number = next((v for k, v in attributes.items() if k.endswith(":id")), "")
                sheets.append((attributes.get("name", ""), number))

        parse(archive, "xl/workbook.xml", sheet)
        targets = {key: path for key, (path, _kind) in related(archive, "xl/workbook.xml").items()}
        struck = _struck_out(archive, parts)
        scans = {}
        for name, number in sheets[:MAX_SHEETS]:
            path = targets.get(number, "")
            if path in parts:
                scans[name] = _scan_sheet(archive, path, struck)
        return scans


def _scan_sheet(archive: zipfile.ZipFile, path: str, struck: StruckOut) -> Sheet:
    sheet, parser = Sheet(), expat.ParserCreate()
    parse(archive, path, SheetScan(sheet, struck, parser).start, parser)
    for target, kind in related(archive, path).values():
        if kind in {"comments", "threadedComment"}:
            _add_comments(archive, target, sheet)
    return sheet


def related(archive: zipfile.ZipFile, path: str) -> dict[str, tuple[str, str]]:
    """Path and kind of the parts that belong to a part, by their ids."""
    folder, name = posixpath.split(path)
    of_part = f"{folder}/_rels/{name}.rels"
    found: dict[str, tuple[str, str]] = {}

    def relationship(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            kind = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = target.lstrip("/"), kind

    if of_part in archive.namelist():
        parse(archive, of_part, relationship)
    return found


# Struck out -----------------------------------------------------------------


def _struck_out(archive: zipfile.ZipFile, parts: set[str]) -> StruckOut:
    styles = _Styles()
    if "xl/styles.xml" in parts:
        parse(archive, "xl/styles.xml", styles.start)
    strings = _Strings()
    if "xl/sharedStrings.xml" in parts and _contains(archive, "xl/sharedStrings.xml", b"strike"):
        parse(archive, "xl/sharedStrings.xml", strings.start)
    return StruckOut(
        styles=frozenset(styles.styles),
        formats=frozenset(styles.formats),
        strings=frozenset(strings.struck),
    )


def _contains(archive: zipfile.ZipFile, path: str, word: bytes) -> bool:
    """Whether a word is in a part, which is read far faster than parsed."""
    before = b""
    with archive.open(path) as file:
        while chunk := file.read(_CHUNK):
            if word in before + chunk:
                return True
            before = chunk[-len(word) :]
    return False


class _Styles:
    """Styles of cells by the number of their font, and the formats of rules."""

    def __init__(self) -> None:
        self.section = ""
        self.count = 0
        self.fonts: set[str] = set()
        self.styles: set[str] = set()
        self.formats: set[str] = set()
        self.numbers = {"font": -1, "xf": -1, "dxf": -1}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_CELLS:
            raise TooLargeError
        name = name.rpartition(":")[2]
        if name in {"fonts", "cellXfs", "dxfs", "cellStyleXfs", "cellStyles", "extLst"}:
            self.section = name
        elif (self.section, name) in {("fonts", "font"), ("cellXfs", "xf"), ("dxfs", "dxf")}:
            self.numbers[name] += 1
            if name == "xf" and attributes.get("fontId") in self.fonts:
                self.styles.add(str(self.numbers[name]))
        elif name == "strike" and is_on(attributes.get("val")):
            if self.section == "fonts":
                self.fonts.add(str(self.numbers["font"]))
            elif self.section == "dxfs":
                self.formats.add(str(self.numbers["dxf"]))


class _Strings:
    """Numbers of the shared strings with a part that is struck out."""

    def __init__(self) -> None:
        self.number = -1
        self.count = 0
        self.struck: set[str] = set()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > _MAX_STRINGS:
            raise TooLargeError
        name = name.rpartition(":")[2]
        if name == "si":
            self.number += 1
        elif name == "strike" and is_on(attributes.get("val")):
            self.struck.add(str(self.number))


# Comments -------------------------------------------------------------------


def _add_comments(archive: zipfile.ZipFile, path: str, sheet: Sheet) -> None:
    if path not in archive.namelist():
        return
    parser = expat.ParserCreate()
    comments = _Comments(sheet, parser)
    parse(archive, path, comments.start, parser)


class _Comments:
    """Reads comments of the old and of the newer form."""

    def __init__(self, sheet: Sheet, parser: expat.XMLParserType) -> None:
        self.sheet = sheet
        self.parser = parser
        self.count = 0
        self.row = 0
        self.text: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MAX_CELLS:
            raise TooLargeError
        name = name.rpartition(":")[2]
        if name in {"comment", "threadedComment"}:
            self.row, self.text = row_of(attributes.get("ref", "")), []
        elif name == "text":
            self.parser.CharacterDataHandler = self.text.append
            self.parser.EndElementHandler = self.end

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] != "text":
            return
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None
        text = "".join(self.text)
        if not text.startswith(_FOR_OLDER_VERSIONS):
            self.sheet.add_comment(self.row, text)
