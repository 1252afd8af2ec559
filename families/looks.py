"""Recording which members of the staff saw whose data.

`page` is the name of the page's URL. Nothing that was typed is recorded. A page that shows somebody
to the staff calls `record_look`, one that searches `record_search`.
"""

from collections.abc import Collection, Iterable

from django.contrib.auth.models import User

from families.models import Call, Look
from letters.models import EarlierEntry, Person, Purchaser
from payments.models import Order

Subject = Person | Order | Purchaser | EarlierEntry
_FIELDS: dict[type, str] = {
    Person: "person",
    Order: "order",
    Purchaser: "purchaser",
    EarlierEntry: "entry",
}


def record_look(*, by: User, page: str, at: Iterable[Subject], call: Call | None = None) -> None:
    """Record that a page showed these to a member of the staff."""
    rows = [Look(by=by, page=page, call=call, **{_FIELDS[type(each)]: each}) for each in at]
    Look.objects.bulk_create(rows)


def record_search(
    *,
    by: User,
    page: str,
    asked: Collection[str],
    found: int,
    shown: Iterable[Subject] = (),
    call: Call | None = None,
) -> None:
    """Record a search: which fields were filled in, how many were found, and who was shown."""
    Look.objects.create(by=by, page=page, call=call, asked=sorted(asked), found=found)
    record_look(by=by, page=page, at=shown, call=call)
