"""The register as a book of A4 pages in three columns.

Typst sets some 4,500 names a second and keeps 20 MB for each thousand, so that a whole scroll does
not go in at once: it is set in parts of 5,000 names, each by a process of its own (115 MB), and
the parts are joined. A part's last page is seldom full: the names on it begin the next part, so
that no seam is seen. A whole scroll has 1,200 pages and takes 75 s of one core; the worker and
what it starts have 270 MB at most (`manage.py bench siyum`).
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from letters.register.headings import headings_in, running_head
from letters.register.pdf_merge import Leaves, Mark, bind
from letters.register.pdf_render import set_part
from letters.register.rows import Row, read_rows
from letters.register.title_page import Wish, feet, front, title_of
from letters.register.totals import Totals

PART = 5_000  # names
_MARKED = 1  # the deepest level of headings in the outline

Entry = dict[str, Any]


def write_book(wish: Wish, folder: Path, progress: Callable[[int], None]) -> tuple[Path, Totals]:
    """The book as a PDF in the folder, and its totals.

    `progress` is told the names that are set. Raises NotSet when a program breaks off.
    """
    totals = Totals()
    book = _Book(wish, folder)
    for done in book.set_names(_entries(wish, totals)):
        progress(done)
    return book.join(totals), totals


def _entries(wish: Wish, totals: Totals) -> Iterator[Entry]:
    """What Typst is told of each row."""
    headings, before = headings_in(wish.order), None
    numbered = _numbered(wish)
    for row in read_rows(wish.scroll, wish.order):
        totals.add(row)
        yield {
            "headings": list(headings(row, before)),
            "name": row.name,
            "note": _note(row, wish.order, numbered),
            "head": running_head(row, wish.order),
        }
        before = row


def _note(row: Row, order: str, numbered: bool) -> str:
    if numbered:
        return str(row.number or "")
    return "" if order == "text" else row.parsha


def _numbered(wish: Wish) -> bool:
    return wish.order == "text" and wish.scroll.series.disclosure == "exact"


class _Book:
    """The parts that are set until now."""

    def __init__(self, wish: Wish, folder: Path) -> None:
        self._wish, self._folder = wish, folder
        self._leaves: list[Leaves] = []
        self._marks: list[Mark] = []
        self._pages = 0

    def set_names(self, entries: Iterator[Entry]) -> Iterator[int]:
        """Set part after part; how many names are set, after each."""
        part: list[Entry] = list(islice(entries, PART))
        done = 0
        while part:
            last = len(part) < PART
            begun = self._set(part, last)
            done += begun
            yield done
            part = [*part[begun:], *islice(entries, PART - len(part) + begun)]

    def _set(self, part: list[Entry], last: bool) -> int:
        """Set a part and keep its pages but the last, unless it is the last; how many names."""
        path = self._folder / f"{len(self._leaves)}.pdf"
        setting = {
            "rows": part,
            "numbered": _numbered(self._wish),
            "foot": feet(self._wish),
            "first_page": self._pages + 1,
            "language": get_language(),
        }
        sheets = set_part("pages.typ", setting, path)
        kept = len(sheets) if last or len(sheets) == 1 else len(sheets) - 1
        self._leaves.append((path, kept))
        for page, (first, until) in enumerate(sheets[:kept], self._pages):
            for entry in part[first : until + 1]:
                self._marks += [
                    (level, words, page) for level, words in entry["headings"] if level <= _MARKED
                ]
        self._pages += kept
        return len(part) if kept == len(sheets) else int(sheets[kept][0])

    def join(self, totals: Totals) -> Path:
        """The parts behind their front."""
        opening, book = self._folder / "front.pdf", self._folder / "book.pdf"
        pages = len(set_part("title_page.typ", front(self._wish, totals), opening))
        bind(
            [(opening, pages), *self._leaves],
            book,
            title=title_of(self._wish.scroll),
            language=get_language() or "en",
            marks=[(level, words, page + pages) for level, words, page in self._marks],
        )
        return book
