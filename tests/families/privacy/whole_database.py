"""Looking for a text in every column of every table, and in every stored file."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection
from pypdf import PdfReader

_COLUMNS = """
SELECT table_name, column_name, data_type FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
    AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'date')
ORDER BY table_name, column_name
"""


def columns() -> list[tuple[str, str, str]]:
    """Table, column and type of everything that can hold a text."""
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS)
        return list(cursor.fetchall())


def where_found(*texts: str) -> list[str]:
    """The columns and files in which one of the texts is, whatever its case."""
    return [*_in_database(texts), *_in_files(texts)]


def _in_database(texts: tuple[str, ...]) -> Iterator[str]:
    with connection.cursor() as cursor:
        for table, column, kind in columns():
            text = f"encode({column}, 'escape')" if kind == "bytea" else f'"{column}"::text'
            for each in texts:
                cursor.execute(
                    f'SELECT count(*) FROM "{table}" WHERE {text} ILIKE %s',  # noqa: S608
                    [f"%{each}%"],
                )
                if cursor.fetchone()[0]:
                    yield f"{table}.{column}: {each}"


def _in_files(texts: tuple[str, ...]) -> Iterator[str]:
    for path in sorted(Path(settings.PRIVATE_ROOT).rglob("*")):
        if not path.is_file():
            continue
        content = path.read_bytes().decode(errors="ignore")
        if path.suffix == ".pdf":
            content += "".join(page.extract_text() for page in PdfReader(path).pages)
        for each in texts:
            if each.lower() in content.lower():
                yield f"{path.parent.name}/…{path.suffix}: {each}"
