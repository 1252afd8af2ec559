"""The scribe's progress: the columns written, as opposed to the letters assigned."""

from datetime import date

from django.contrib.auth.models import User
from django.db import transaction

from letters.models import ColumnsWritten, Scroll
from letters.scrolls.scrolls import lock_scroll


@transaction.atomic
def report_columns_written(
    *, scroll: Scroll, columns: int, written_on: date, note: str = "", by: User | None = None
) -> ColumnsWritten:
    """Record how many columns the scribe has written, 0 to 245; the last report counts.

    Raises WrongState for a completed scroll, IntegrityError for more than 245.
    """
    scroll = lock_scroll(scroll, Scroll.State.PREPARED, Scroll.State.OPEN, Scroll.State.FULL)
    report = ColumnsWritten.objects.create(
        scroll=scroll, columns=columns, written_on=written_on, note=note, reported_by=by
    )
    scroll.columns_written = columns
    scroll.save(update_fields=["columns_written"])
    return report
