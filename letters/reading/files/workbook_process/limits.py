"""How much of a workbook is read, and what the process says with its exit code."""

MEMORY = 200 * 1024 * 1024  # bytes of addresses, of which a third are Python and its libraries
SECONDS = 4
MAX_SHEETS = 50
MAX_ROWS = 5_050  # with anything in them, of all sheets; one list holds fewer
MAX_CELLS = 320_000  # and merged areas, in the XML of a sheet; with the empty cells
MAX_AREA = 2_000_000  # cells of the rectangle that is filled in memory
MAX_COLUMNS = 61
MAX_CELL_LENGTH = 2_001
MAX_COMMENT_LENGTH = 500
TOO_LARGE, LOCKED = 3, 4  # exit codes; any other but 0 means a broken file


class TooLargeError(Exception):
    """More cells than any list has."""


def scale_to(rows: int) -> None:
    """Allow a register of so many rows, whose sender is known; 0 for a list.

    Only before the other modules of this package are imported: they have the numbers by name.
    """
    if rows:
        globals().update(
            MEMORY=rows * 8 * 1024,
            SECONDS=240,
            MAX_ROWS=rows + 50,
            MAX_CELLS=rows * 12,
            MAX_AREA=rows * 12,
        )
