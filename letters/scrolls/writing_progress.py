"""The scribe's progress: columns of the scroll that are written, which is not letters given."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from letters.models import ColumnsWritten, Scroll
from letters.scrolls.scrolls import locked


@transaction.atomic
def report_columns(
    *, scroll: Scroll, columns: int, written_on: date, note: str = "", by: User | None = None
) -> ColumnsWritten:
    """Write down what the scribe reported, 0 to 245 columns; the last report counts.

    Raises WrongState for a completed scroll, IntegrityError for more than 245.
    """
    scroll = locked(scroll, Scroll.State.PREPARED, Scroll.State.OPEN, Scroll.State.FULL)
    report = ColumnsWritten.objects.create(
        scroll=scroll, columns=columns, written_on=written_on, note=note, by=by
    )
    scroll.columns_written = columns
    scroll.save(update_fields=["columns_written"])
    return report
