"""Rows whose person may not be inscribed in the series of their list."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from communities.models import NameList, Row
from core.calendar.local_day import today
from letters.holders.audience import audience_refusal

# The issue of such a row; `refusal_of` says why.
AUDIENCE = "audience"


def find_outside_audience(name_list: NameList, only: Collection[int] | None = None) -> list[int]:
    """Set or remove the issue AUDIENCE of open rows; returns those where it changed.

    Run again before an order is refused: a child grows out of a children's scroll while listed.
    """
    if not name_list.series.has_age_rule:
        return []
    rows = name_list.rows.open().filter(**({} if only is None else {"pk__in": only}))
    changed = []
    for row in rows:
        others = [code for code in row.issues if code != AUDIENCE]
        issues = [*others, AUDIENCE] if _refusal(row, name_list) else others
        if issues != row.issues:
            row.issues = issues
            changed.append(row)
    Row.objects.bulk_update(changed, ["issues"], batch_size=500)
    return [row.pk for row in changed]


def refusal_of(row: Row) -> str:
    """Why the row's person may not be inscribed, as a sentence in the active language."""
    return _refusal(row, row.name_list) or _("This name can’t be in this scroll.")


def _refusal(row: Row, name_list: NameList) -> str:
    # Whether a son or a daughter is missing has an issue of its own.
    if not row.relation:
        return ""
    refusal = audience_refusal(name_list.series, row, today(name_list.community.local_zone))
    return refusal.reason if refusal else ""
