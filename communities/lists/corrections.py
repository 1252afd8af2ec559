"""Correcting the name of a person who was paid for, while the scroll is open."""

from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils.translation import gettext as _

from communities.lists.duplicate_checks import lock_list
from communities.lists.edits import NAME_FIELDS
from communities.models import Membership, Row
from letters.holders.renaming import rename_person
from letters.models import Inscription, Scroll
from letters.names import person_match_keys
from payments.models import Order, Organisation

# An unpaid order is canceled instead, and its names are changed in the list.
_PAID = (Order.State.WAITING, Order.State.FULFILLED)
_WRITTEN_DOWN = (Scroll.State.FULL, Scroll.State.COMPLETED)
_CORRECTED = tuple(name for name in NAME_FIELDS if name != "email")


class NotCorrectable(Exception):
    """The name can't be corrected here; `str()` says why, and what to do."""


def may_correct(row: Row, membership: Membership) -> bool:
    """Whether it is this member's to correct: who leads the community, or who wrote the list."""
    return membership.leads or row.name_list.by_id == membership.user_id


def correct_name(*, row: Row, by: User, name: dict[str, Any], send: bool) -> None:
    """Correct the name in the register and in the list; certificates have a new edition.

    `name` are validated fields. Raises NotCorrectable and letters' NameUnchanged.
    """
    with transaction.atomic():
        lock_list(row.name_list)
        row = Row.objects.select_for_update(of=("self",)).get(pk=row.pk)
        inscription = _inscription(row)
        if inscription is None:
            raise NotCorrectable(reason_against(row))
        _lock_scroll(inscription)
        if reason := reason_against(row):
            raise NotCorrectable(reason)
        values = {field: name[field] for field in _CORRECTED}
        reason = f"corrected by the community: {by.first_name or by.pk}"
        rename_person(person=inscription.person, name=values, reason=reason, send=send)
        for field, value in values.items():
            setattr(row, field, value)
        row.exact_match_key, row.loose_match_key = person_match_keys(row.typed)
        row.save(update_fields=[*values, "exact_match_key", "loose_match_key"])


def reason_against(row: Row) -> str:
    """Why the name can't be corrected now, in a sentence; "" if it can."""
    inscription = _inscription(row)
    if inscription is None:
        return _("This name is not in an order yet: change it in the list.")
    if row.paid_by_recipient:
        return _("This person paid for the letter. Only they, or the committee, can correct it.")
    if inscription.line.refund_id:
        return _("The money for this letter was refunded.")
    order = inscription.line.order
    if order.state not in _PAID:
        return _("This order is not paid. Cancel it, and change the name in the list.")
    letter = getattr(inscription, "letter", None)
    if letter and letter.scroll.state in _WRITTEN_DOWN:
        return _(
            "Scroll %(number)s is full, and its names are written down. Please ask the "
            "committee: %(contact)s"
        ) % {"number": letter.scroll.number, "contact": Organisation.current().contact_email}
    return ""


def _inscription(row: Row) -> Inscription | None:
    if not row.inscription_id:
        return None
    found = Inscription.objects.select_related("person", "line__order", "letter__scroll")
    return found.get(pk=row.inscription_id)


def _lock_scroll(inscription: Inscription) -> None:
    """Keep the scroll from becoming full until the name is committed."""
    letter = getattr(inscription, "letter", None)
    if letter:
        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM letters_scroll WHERE id = %s FOR SHARE", [letter.scroll_id])
