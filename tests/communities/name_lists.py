"""Name lists for tests."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User

from communities.models import NameList
from dev.factories.name_lists import create_name_list
from letters.models import Community, Price, Series
from payments.models import Order

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
        **changes,
    }
    if form["rows"] is not None:
        form["shown"] = len(form["rows"])
    return order_rows(name_list=name_list, by=by, **form)
