"""Hostile files are refused early, by counted work: sizes, cells, lines and columns."""

import io

import pytest

from letters.reading import CannotRead, read_file
from letters.reading.table import MAX_COLUMNS, MAX_ROWS
from tests.letters.reading.hostile_files import HOSTILE

# They cost little, and have little in them.
READ = {"shared strings of 30 MB", "a line of many bens", "a comment of 20 MB"}


@pytest.mark.parametrize("title", sorted(HOSTILE))
def test_read_file_refuses_hostile_files_with_a_sentence(title: str) -> None:
    content = HOSTILE[title]()
    if title in READ:
        table = read_file(io.BytesIO(content), len(content))
        assert len(table.lines) <= 1
        return
    with pytest.raises(CannotRead, match=r"[.]$"):
        read_file(io.BytesIO(content), len(content))


def test_read_file_reads_the_largest_list_that_is_allowed() -> None:
    rows = ["Hebrew name,Mother,Gender,Family" + ",x" * (MAX_COLUMNS - 4)]
    rows += [f"Yosef,Chana,M{',' * (MAX_COLUMNS - 3)}"] * MAX_ROWS
    content = "\n".join(rows).encode()
    assert len(read_file(io.BytesIO(content), len(content)).lines) == MAX_ROWS
