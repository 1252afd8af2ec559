"""Correcting the name of a person who was paid for, by the community that wrote it."""

from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from communities.lists.duplicate_checks import lock_list
from communities.lists.edits import NAME_FIELDS
from communities.models import Membership, Row
from letters.models import Person
from payments.models import OrderLine
from payments.orders import corrections
from payments.orders.corrections import NotCorrectable

_CORRECTED = tuple(name for name in NAME_FIELDS if name not in {"email", "birth_date"})


def may_correct(row: Row, membership: Membership) -> bool:
    """Whether it is this member's to correct: who leads the community, or who wrote the list."""
    return membership.leads or row.name_list.by_id == membership.user_id


@transaction.atomic
def correct_name(*, row: Row, by: User, name: dict[str, Any], send: bool) -> None:
    """Correct the name in the register and in the list; its certificate becomes a new revision.

    `name` are validated fields. Raises NotCorrectable and letters' NameUnchanged.
    """
    lock_list(row.name_list)
    row.refresh_from_db()
    if refusal := _reason_in_list(row):
        raise NotCorrectable(refusal)
    corrections.correct_name(
        line=_line(row),
        name={field: name[field] for field in _CORRECTED},
        reason=f"corrected by the community: {by.first_name or by.pk}",
        send=send,
    )


def reason_against(row: Row) -> str:
    """Why the name can't be corrected now, in a sentence; "" if it can."""
    return _reason_in_list(row) or corrections.reason_against(_line(row))


def copy_to_rows(person: Person, **signal: object) -> None:
    """Write a corrected name into the lists in which the person stands."""
    for row in Row.objects.filter(inscription__person=person):
        for field in _CORRECTED:
            setattr(row, field, getattr(person, field))
        row.derive_keys()
        row.save(update_fields=[*_CORRECTED, "exact_match_key", "match_keys"])


def _reason_in_list(row: Row) -> str:
    if not row.inscription_id:
        return _("This name is not in an order yet: change it in the list.")
    if row.paid_by_recipient:
        return _("This person paid for the letter. Only they, or the committee, can correct it.")
    return ""


def _line(row: Row) -> OrderLine:
    lines = OrderLine.objects.select_related("order", "inscription__letter__scroll")
    return lines.get(inscription=row.inscription_id)
