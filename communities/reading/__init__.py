"""Names from whatever a shliach has: a file of any kind that occurs, a pasted table, a list.

Plain Python: it knows no database. What is read is a `Table` of cells exactly as they were typed;
`name_of` makes a name of a row once it is settled what each column is.
"""

from communities.reading.columns import Field, recognise
from communities.reading.names import NamedRow, Problem, name_of
from communities.reading.source import read_file, read_rows, read_text
from communities.reading.table import CannotRead, Line, Table

__all__ = [
    "CannotRead",
    "Field",
    "Line",
    "NamedRow",
    "Problem",
    "Table",
    "name_of",
    "read_file",
    "read_rows",
    "read_text",
    "recognise",
]
