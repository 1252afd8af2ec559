"""Reading names from a CSV or Excel file, a pasted table or a pasted list; without the database.

The result is a `Table` of cells exactly as they were typed; `parse_name` makes a name of a row once
it is known what each column is.
"""

from letters.reading.columns import recognise_columns
from letters.reading.fields import Field
from letters.reading.names.cell_values import ListFacts
from letters.reading.names.list_facts import list_facts
from letters.reading.names.parsed_name import Issue, ParsedName
from letters.reading.names.parsing import parse_name
from letters.reading.names.typed_fields import check_fields
from letters.reading.questions import Question
from letters.reading.source import read_file, read_register, read_rows, read_text
from letters.reading.table import CannotRead, Line, Table, UnusedText
from letters.reading.unused import unused_cells

__all__ = [
    "CannotRead",
    "Field",
    "Issue",
    "Line",
    "ListFacts",
    "ParsedName",
    "Question",
    "Table",
    "UnusedText",
    "check_fields",
    "list_facts",
    "parse_name",
    "read_file",
    "read_register",
    "read_rows",
    "read_text",
    "recognise_columns",
    "unused_cells",
]
