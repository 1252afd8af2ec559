"""Merges the PDF parts of a book, in a process of its own.

pypdf needs 75 MB for 1,150 pages; they are freed when the process ends. The parts are read one
after the other, and no page is laid out again.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, NameObject, TextStringObject

from core.languages import is_right_to_left
from letters.register.pdf_render import run_module

# The file of a part, and how many of its pages are used.
PdfPart = tuple[Path, int]
# A bookmark's level (0 or more), its text, and its page in the book (from 0).
Bookmark = tuple[int, str, int]


def merge_pdfs(
    parts: list[PdfPart], to: Path, *, title: str, language: str, bookmarks: list[Bookmark]
) -> None:
    """Merge the parts into one PDF with an outline. Raises RenderError."""
    job = {
        "parts": [(str(path), pages) for path, pages in parts],
        "to": str(to),
        "title": title,
        "language": language,
        "rtl": is_right_to_left(language),
        "bookmarks": bookmarks,
    }
    run_module("letters.register.pdf_merge", job)


def main() -> None:
    job = json.load(sys.stdin)
    book = PdfWriter()
    for path, pages in job["parts"]:
        book.append(PdfReader(path), pages=(0, pages), import_outline=False)
    _add_bookmarks(book, job["bookmarks"])
    book.add_metadata({"/Title": job["title"]})
    root = book.root_object
    root[NameObject("/Lang")] = TextStringObject(job["language"])
    preferences = book.create_viewer_preferences()
    preferences[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    if job["rtl"]:
        preferences[NameObject("/Direction")] = NameObject("/R2L")
    book.write(job["to"])
    json.dump({"pages": len(book.pages)}, sys.stdout)


def _add_bookmarks(book: PdfWriter, bookmarks: list[Bookmark]) -> None:
    """Build the outline: each bookmark is a child of the last one of a lower level."""
    ancestors: list[tuple[int, Any]] = []
    for level, text, page in bookmarks:
        while ancestors and ancestors[-1][0] >= level:
            ancestors.pop()
        parent = ancestors[-1][1] if ancestors else None
        item = book.add_outline_item(title=text, page_number=page, parent=parent, is_open=False)
        ancestors.append((level, item))


if __name__ == "__main__":
    main()
