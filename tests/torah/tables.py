"""The tables of letters/torah/sources, read apart from the code under test."""

import csv
from pathlib import Path

import letters.torah

SOURCES = Path(letters.torah.__file__).parent / "sources"


def rows(name: str) -> list[dict[str, str]]:
    with (SOURCES / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))
