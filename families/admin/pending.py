"""What of the families awaits the committee, counted for the sidebar by one query."""

from typing import Any

from django.db.models import Count, QuerySet, Value

from families.admin.alarms import unseen_alarms
from families.models import Erasure, ErasureRequest
from families.postal.postings import owed


def pending_of_families() -> dict[str, str]:
    """The number of pending rows by the name of their list in the admin, where there are any."""
    first, *others = (
        _counted("families_erasurerequest", ErasureRequest.objects.filter(state="open")),
        _counted(
            "families_erasure",
            Erasure.objects.filter(requested_by__isnull=False, confirmed_at=None),
        ),
        _counted("families_postbatch", owed()),
        _counted("families_enumerationalarm", unseen_alarms()),
    )
    return {name: str(count) for name, count in first.union(*others, all=True) if count}


def _counted(name: str, rows: QuerySet[Any]) -> Any:
    named = rows.order_by().annotate(list=Value(name)).values("list")
    return named.annotate(waiting=Count("pk")).values_list("list", "waiting")
