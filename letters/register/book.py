"""The register as a book of A4 pages in three columns.

Typst lays out some 4,500 names a second and needs 20 MB for each thousand, too much for a whole
scroll. So the book is rendered in parts of 5,000 names, each in a process of its own (115 MB), and
the parts are merged. The last page of a part is rarely full: its names are moved to the next part,
so that no gap is left. A whole scroll has 1,200 pages and takes 75 s of one core; the worker and
its child processes use at most 270 MB (`manage.py bench siyum`).
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from core.languages import active_language, is_right_to_left
from letters.register.headings import headings_for, running_head
from letters.register.pdf_merge import Bookmark, PdfPart, merge_pdfs
from letters.register.pdf_render import render_part
from letters.register.rows import Row, read_rows
from letters.register.title_page import ExportOptions, page_footer, scroll_title, title_page
from letters.register.totals import Totals

NAMES_PER_PART = 5_000
_DEEPEST_BOOKMARK = 1  # headings of deeper levels are not in the outline

Entry = dict[str, Any]


def write_book(
    options: ExportOptions, folder: Path, progress: Callable[[int], None]
) -> tuple[Path, Totals]:
    """Write the book as a PDF into the folder; its path and totals.

    `progress` is called with the number of names rendered so far. Raises RenderError.
    """
    totals = Totals()
    book = _Book(options, folder)
    for done in book.render_names(_entries(options, totals)):
        progress(done)
    return book.merge(totals), totals


def _entries(options: ExportOptions, totals: Totals) -> Iterator[Entry]:
    """The data of each row for pages.typ."""
    headings, previous = headings_for(options.order), None
    numbered = _numbered(options)
    for row in read_rows(options.scroll, options.order):
        totals.add(row)
        yield {
            "headings": list(headings(row, previous)),
            "name": row.name,
            "note": _note(row, options.order, numbered),
            "head": running_head(row, options.order),
        }
        previous = row


def _note(row: Row, order: str, numbered: bool) -> str:
    if numbered:
        return str(row.number or "")
    return "" if order == "text" else row.parsha


def _numbered(options: ExportOptions) -> bool:
    return options.order == "text" and options.scroll.series.disclosure == "exact"


class _Book:
    """The parts rendered so far."""

    def __init__(self, options: ExportOptions, folder: Path) -> None:
        self._options, self._folder = options, folder
        self._parts: list[PdfPart] = []
        self._bookmarks: list[Bookmark] = []
        self._pages = 0

    def render_names(self, entries: Iterator[Entry]) -> Iterator[int]:
        """Render part after part; after each, the number of names rendered so far."""
        part: list[Entry] = list(islice(entries, NAMES_PER_PART))
        done = 0
        while part:
            last = len(part) < NAMES_PER_PART
            rendered = self._render_part(part, last)
            done += rendered
            yield done
            part = [*part[rendered:], *islice(entries, NAMES_PER_PART - len(part) + rendered)]

    def _render_part(self, part: list[Entry], last: bool) -> int:
        """Render a part and use all its pages but the last one; the number of names on them.

        Of the last part, and of a part of one page, every page is used.
        """
        path = self._folder / f"{len(self._parts)}.pdf"
        data = {
            "rows": part,
            "numbered": _numbered(self._options),
            "foot": page_footer(self._options),
            "first_page": self._pages + 1,
            "language": active_language(),
            "rtl": is_right_to_left(active_language()),
        }
        sheets = render_part("pages.typ", data, path)
        used = len(sheets) if last or len(sheets) == 1 else len(sheets) - 1
        self._parts.append((path, used))
        for page, (first, until) in enumerate(sheets[:used], self._pages):
            for entry in part[first : until + 1]:
                self._bookmarks += [
                    (level, text, page)
                    for level, text in entry["headings"]
                    if level <= _DEEPEST_BOOKMARK
                ]
        self._pages += used
        return len(part) if used == len(sheets) else int(sheets[used][0])

    def merge(self, totals: Totals) -> Path:
        """Merge the title page and the parts into one PDF."""
        first, book = self._folder / "title_page.pdf", self._folder / "book.pdf"
        pages = len(render_part("title_page.typ", title_page(self._options, totals), first))
        merge_pdfs(
            [(first, pages), *self._parts],
            book,
            title=scroll_title(self._options.scroll),
            language=active_language(),
            bookmarks=[(level, text, page + pages) for level, text, page in self._bookmarks],
        )
        return book
