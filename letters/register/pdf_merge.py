"""The binder: a program of its own that joins the parts of a book and ends.

What pypdf takes for 1,150 pages, 75 MB, is given back with the process. Parts are read one after
the other; nothing of a page is set anew.
"""

import json
import sys
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, NameObject, TextStringObject

from letters.register.pdf_render import run_program

# A part's file, and how many of its pages are taken.
Leaves = tuple[Path, int]
# A mark's level, 0 or more, its words, and its page in the book, from 0.
Mark = tuple[int, str, int]


def bind(leaves: list[Leaves], to: Path, *, title: str, language: str, marks: list[Mark]) -> None:
    """Have the parts joined to one PDF with its outline by a process of its own. Raises NotSet."""
    job = {
        "leaves": [(str(path), pages) for path, pages in leaves],
        "to": str(to),
        "title": title,
        "language": language,
        "marks": marks,
    }
    run_program("letters.register.pdf_merge", job)


def main() -> None:
    """Join what the input names."""
    job = json.load(sys.stdin)
    book = PdfWriter()
    for path, pages in job["leaves"]:
        book.append(PdfReader(path), pages=(0, pages), import_outline=False)
    _mark(book, job["marks"])
    book.add_metadata({"/Title": job["title"]})
    root = book.root_object
    root[NameObject("/Lang")] = TextStringObject(job["language"])
    preferences = book.create_viewer_preferences()
    preferences[NameObject("/DisplayDocTitle")] = BooleanObject(True)
    if job["language"] == "he":
        preferences[NameObject("/Direction")] = NameObject("/R2L")
    book.write(job["to"])
    json.dump({"pages": len(book.pages)}, sys.stdout)


def _mark(book: PdfWriter, marks: list[Mark]) -> None:
    """The outline, in which each mark stands under the last of a lower level."""
    above: list[tuple[int, Any]] = []
    for level, words, page in marks:
        while above and above[-1][0] >= level:
            above.pop()
        parent = above[-1][1] if above else None
        mark = book.add_outline_item(title=words, page_number=page, parent=parent, is_open=False)
        above.append((level, mark))


if __name__ == "__main__":
    main()
