"""HTML, as many programs save it with the ending .xls."""

from dataclasses import replace
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from letters.reading.files.markup_styles import (
    COMMENT,
    COMMENT_ANCHOR,
    has_no_display,
    hidden_classes,
    strikes_out,
    struck_classes,
)
from letters.reading.struck_out import marked
from letters.reading.table import MAX_COLUMNS, MAX_ROWS, CannotRead, Sheet, SourceRow

_ROWS = MAX_ROWS + 50
_TAGS = 400_000  # 5,000 rows of 60 cells, and some more
_MAX_OPEN = 50  # elements that strike out, or are hidden
_MAX_COMMENT = 500  # characters
# Their beginning is the end of the one before, if that was never closed.
_ENDS = {
    "td": ("td", "th"),
    "th": ("td", "th"),
    "tr": ("td", "th", "tr"),
    "p": ("p",),
    "li": ("li",),
}
_VOID = frozenset({"br", "img", "meta", "input", "hr", "link", "col"})
_BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "br", "tr"})


def sheets_of_html(text: str) -> list[Sheet]:
    """A sheet for each table, and one of the lines outside of them. Raises CannotRead."""
    parser = _Tables()
    parser.feed(text)
    parser.close()
    parser.end_line()
    tables = [parser.sheet(rows) for rows in parser.tables if rows]
    return [*([Sheet("", parser.outside)] if parser.outside else []), *tables]


class _Tables(HTMLParser):
    """Collects the cells of tables. A cell may span columns and rows; rows are then repeated."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[SourceRow]] = []
        self.outside: list[SourceRow] = []
        self.rows: list[SourceRow] = []
        self.row: list[str] | None = None
        self.cell: list[str] | None = None
        self.line: list[str] = []
        self.depth = self.span = self.hidden = self.tags = 0
        self.style = False
        self.struck_classes: set[str] = set()
        # Open elements that strike out, by their tag.
        self.struck: list[str] = []
        self.row_struck = self.line_struck = False
        # Open elements that are not shown, and what of it is in a row or a line.
        self.not_shown: list[str] = []
        self.hidden_classes: set[str] = set()
        self.row_hidden = self.line_hidden = False
        self.columns = 0
        self.hidden_columns: dict[int, set[int]] = {}  # by the table
        # The number of the comment that is read, texts by number, and rows by the table.
        self.comment = ""
        self.in_anchor = False
        self.texts: dict[str, list[str]] = {}
        self.anchors: dict[tuple[int, int], list[str]] = {}

    def sheet(self, rows: list[SourceRow]) -> Sheet:
        """A table with its comments, which stand behind it, and its hidden columns."""
        number = next(place for place, each in enumerate(self.tables) if each is rows)
        commented = [
            replace(
                row,
                comments=[
                    " ".join("".join(self.texts.get(key, "…")).split())[:_MAX_COMMENT]
                    for key in self.anchors.get((number, row.number), ())
                ],
            )
            for row in rows
        ]
        hidden = frozenset(self.hidden_columns.get(number, ()))
        return Sheet("", commented, hidden_columns=hidden)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        if self.tags > _TAGS:
            raise CannotRead(
                _(
                    "This page is far larger than a list of names. "
                    "Copy the names and paste them here."
                )
            )
        attributes = {name: value or "" for name, value in attrs}
        self.struck = [each for each in self.struck if each not in _ENDS.get(tag, ())]
        if tag not in _VOID and len(self.struck) < _MAX_OPEN and self._strikes_out(tag, attributes):
            self.struck.append(tag)
        self.style = tag == "style"
        self._open_hidden(tag, attributes)
        self._open_comment(tag, attributes)
        if tag in {"script", "style", "title"}:
            self.hidden += 1
        elif tag == "table":
            self.end_line()
            self.depth += 1
            if self.depth == 1:
                self.rows = []
                self.tables.append(self.rows)
                self.columns = 0
        elif tag == "tr" and self.depth:
            self._end_row()
            self.row = []
        elif tag in {"td", "th"} and self.depth:
            self._end_cell()
            self.row = [] if self.row is None else self.row
            span = attributes.get("colspan", "1")
            self.span = min(int(span), MAX_COLUMNS) if span.isdecimal() and len(span) < 4 else 1
            self.cell = []
        elif tag in _BLOCKS:
            self._break()

    def _open_hidden(self, tag: str, attributes: dict[str, str]) -> None:
        self.not_shown = [each for each in self.not_shown if each not in _ENDS.get(tag, ())]
        is_hidden = has_no_display(attributes, self.hidden_classes)
        if tag == "col" and self.depth:
            span = attributes.get("span", "1")
            count = min(int(span), MAX_COLUMNS) if span.isdecimal() and len(span) < 4 else 1
            if is_hidden:
                columns = self.hidden_columns.setdefault(len(self.tables) - 1, set())
                columns.update(range(self.columns, self.columns + count))
            self.columns += count
            return
        # A tag again, so that its end is not taken for that of the outer one.
        begins = tag not in _VOID and (is_hidden or tag in self.not_shown[-1:])
        if begins and len(self.not_shown) < _MAX_OPEN:
            self.not_shown.append(tag)

    def _open_comment(self, tag: str, attributes: dict[str, str]) -> None:
        """Excel’s own: “[1]” in a cell, and the text behind the table."""
        if tag != "a":
            return
        if match := COMMENT_ANCHOR.fullmatch(attributes.get("href", "")):
            self.in_anchor = True
            if self.depth and len(self.anchors) < _ROWS:
                place = len(self.tables) - 1, len(self.rows) + 1
                self.anchors.setdefault(place, []).append(match[1])
        elif match := COMMENT.fullmatch(attributes.get("name", "")):
            self.end_line()
            self.in_anchor = True  # “[1]” again
            self.comment = match[1] if len(self.texts) < _ROWS else ""

    def _strikes_out(self, tag: str, attributes: dict[str, str]) -> bool:
        if tag in self.struck[-1:]:
            return True  # so that its end is not taken for that of the outer one
        return strikes_out(tag, attributes, self.struck_classes)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.struck:
            del self.struck[len(self.struck) - 1 - self.struck[::-1].index(tag) :]
        if tag in self.not_shown:
            del self.not_shown[len(self.not_shown) - 1 - self.not_shown[::-1].index(tag) :]
        if tag == "a":
            self.in_anchor = False
        elif tag == "div":
            self.comment = ""
        if tag in {"script", "style", "title"}:
            self.hidden = max(0, self.hidden - 1)
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self.depth = max(0, self.depth - 1)
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if self.hidden:
            if self.style:
                self.struck_classes.update(struck_classes(data))
                self.hidden_classes.update(hidden_classes(data))
            return
        if self.in_anchor:
            return
        if self.comment and not self.depth:
            self.texts.setdefault(self.comment, []).append(data)
            return
        if self.not_shown and data.strip():
            self.row_hidden = self.row_hidden or bool(self.depth)
            self.line_hidden = self.line_hidden or not self.depth
        if self.struck and data.strip():
            self.row_struck = self.row_struck or bool(self.depth)
            self.line_struck = self.line_struck or not self.depth
        if self.cell is not None:
            self.cell.append(data)
        elif not self.depth:
            self.line.append(data)

    def end_line(self) -> None:
        """Close a line outside of the tables."""
        text = " ".join("".join(self.line).split())
        self.line = []
        if self.line_struck:
            text = marked(text)
        self.line_struck = False
        if text and len(self.outside) < _ROWS:
            number = len(self.outside) + 1  # a page may be one line of its file
            self.outside.append(SourceRow(number, (text,), hidden=self.line_hidden))
        self.line_hidden = False

    def _break(self) -> None:
        if self.cell is not None:
            self.cell.append(" ")
        elif not self.depth:
            self.end_line()

    def _end_cell(self) -> None:
        if self.cell is not None and self.row is not None and len(self.row) <= MAX_COLUMNS:
            self.row.extend(["".join(self.cell), *[""] * (self.span - 1)])
        self.cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self.row and any(map(str.strip, self.row)):
            if len(self.rows) >= _ROWS:
                raise CannotRead(
                    _("One list holds up to %(limit)s names. Please divide this one.")
                    % {"limit": f"{MAX_ROWS:,}"}
                )
            self.rows.append(
                SourceRow(
                    len(self.rows) + 1,
                    self.row,
                    hidden=self.row_hidden,
                    struck_out=self.row_struck,
                )
            )
        self.row = None
        self.row_struck = self.row_hidden = False
