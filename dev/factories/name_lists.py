"""Name lists as they are after reading."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import User

from communities.models import NameList, Row
from letters.models import Community, Series
from payments.orders.consent import SENT_LIST, consent_fields, version_of


def create_name_list(
    *,
    community: Community,
    series: Series,
    by: User,
    title: str,
    people: Iterable[Mapping[str, str]],
) -> NameList:
    """Create a list whose rows are ready; `people` are fields of its rows."""
    name_list = NameList.objects.create(
        community=community,
        series=series,
        by=by,
        title=title,
        source=NameList.Source.TEXT,
        state=NameList.State.DONE,
        language="en",
        content_hash=f"{NameList.objects.count():064}",
        **consent_fields(version_of(SENT_LIST)),
    )
    Row.objects.bulk_create(
        _row(name_list, position, person) for position, person in enumerate(people, 1)
    )
    return name_list


def _row(name_list: NameList, position: int, person: Mapping[str, str]) -> Row:
    row = Row(name_list=name_list, position=position, kind="adult", relation="ben", **person)
    row.derive_keys()
    return row
