"""Name lists for tests."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from communities.lists.rows import append_row
from communities.models import NameList, Row
from dev.factories.name_lists import create_name_list
from letters.models import Community, Price, Series
from payments.models import Order
from payments.orders.consent import LIST, SENT_LIST, consent_fields, version_of
from payments.orders.place import Name

CSV = "Given name,Son or daughter,Mother's name,Family name\nיוסף,בן,חנה,לוי\nMushka,bas,,Levi\n"
GIVEN = ["Zevulun", "Naftoli", "Yissochor"]


def uploads() -> list[Path]:
    """The stored files of lists that are not read yet."""
    return sorted((Path(settings.PRIVATE_ROOT) / "uploads").glob("*"))


def make_list(community: Community, series: Series, by: User, names: int = 3) -> NameList:
    """A list of names, all ready."""
    people = [
        {
            "given_name": GIVEN[(position - 1) % len(GIVEN)],
            "mother_name": "Basya",
            "email": f"zevulun{position}@example.org",
        }
        for position in range(1, names + 1)
    ]
    return create_name_list(
        community=community, series=series, by=by, title="Purim list", people=people
    )


def list_of_order(order: Order, names: Sequence[Name], community: Community, by: User) -> NameList:
    """A list whose rows were ordered."""
    name_list = NameList.objects.create(
        **consent_fields(version_of(SENT_LIST)),
        community=community,
        series=order.series,
        by=by,
        title="Purim",
        source="text",
        state="done",
        language="en",
        content_hash="purim",
    )
    for line, name in zip(order.lines.all(), names, strict=True):
        fields = {key: getattr(name, key) for key in vars(name) if hasattr(Row, key)}
        row = append_row(name_list=name_list, **fields)
        Row.objects.filter(pk=row.pk).update(inscription=line.inscription)
    return name_list


def order_list(name_list: NameList, by: User, **changes: Any) -> Order:
    """Order all ready rows, with changes to the form."""
    from communities.paying.ordering import order_rows

    form: dict[str, Any] = {
        "rows": None,
        "shown": name_list.rows.ready().count(),
        "price": Price.objects.get(currency="usd", series=name_list.series),
        "cover_fee": False,
        "language": "en",
        "zone": "Europe/London",
        "token": "one",
        "consent": version_of(LIST),
        **changes,
    }
    if form["rows"] is not None:
        form["shown"] = len(form["rows"])
    return order_rows(name_list=name_list, by=by, **form)
