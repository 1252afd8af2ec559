"""Lists as people really send them, each with the reading that a careful clerk would make of it.

Every person is invented. There is a module for each kind of input; `case.py` says how they are
written, `score.py` how a reading is judged. `manage.py bench reading` prints the counts,
`python -m tests.letters.reading.reading_set` what was not read right.
"""

from collections.abc import Iterator
from importlib import import_module

from tests.letters.reading.reading_set.case import Case

KINDS = (
    "answered_by_message",
    "chats",
    "documents",
    "exported_tables",
    "forms",
    "forms_of_websites",
    "numbered_lists",
    "other_facts",
    "pasted_lines",
    "pasted_tables",
    "people_of_rows",
    "refused_files",
    "several_people",
    "struck_out",
    "text_files",
    "whole_names",
    "name_columns",
    "workbook_sheets",
    "workbooks",
    "words_beside_names",
)


def all_cases() -> Iterator[Case]:
    """The cases of every kind."""
    for kind in KINDS:
        yield from import_module(f"{__name__}.{kind}").CASES
