"""Marking envelopes as posted, and taking out what may not be posted as it was printed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.calendar.local_day import today
from families.models import PostBatch, Posting
from families.postal.postings import owed, valid_certificates
from letters.certificates.contents import certificate_number
from letters.models import Certificate
from messaging.models import Message
from messaging.outbox import enqueue
from payments.models import Order
from payments.orders.place import lock_order
from payments.orders.postage import mark_postage_spent

POSTED = "certificates_posted"  # about a posting's pk and the day


class NotPostable(Exception):
    """The envelope can't be marked or unmarked; `str()` is a sentence for the committee."""


@dataclass(frozen=True)
class Problem:
    """An envelope that may not be posted as it was printed. `owed`: it is to be printed anew."""

    posting: Posting
    reason: str
    owed: bool


def problem_of(posting: Posting) -> Problem | None:
    """What changed since the sheets of an envelope were printed, or None."""
    if not owed().filter(pk=posting.pk).exists():
        reason = _("the money was returned, or the address was deleted")
        return Problem(posting, reason, owed=False)
    if not posting.printed:
        return Problem(posting, _("it is not printed yet"), owed=True)
    now = {each.pk: each for each in valid_certificates(posting.order)}
    changes = [text for pk, revision in posting.printed if (text := _change(pk, revision, now))]
    printed = {pk for pk, _revision in posting.printed}
    changes += [
        _("%(number)s is not among the sheets") % {"number": certificate_number(each)}
        for pk, each in now.items()
        if pk not in printed
    ]
    return Problem(posting, "; ".join(changes), owed=True) if changes else None


def _change(pk: int, revision: int, now: dict[int, Certificate]) -> str:
    if pk not in now:
        return _("certificate %(number)s was returned") % {"number": f"{pk:06}"}
    if now[pk].revision != revision:
        number = certificate_number(now[pk])
        return _("%(number)s was corrected since it was printed") % {"number": number}
    return ""


def problems_of(batch: PostBatch) -> list[Problem]:
    """The envelopes of a batch that are left out when it is posted."""
    waiting = batch.postings.filter(posted_on=None).select_related("order").order_by("number")
    return [problem for posting in waiting if (problem := problem_of(posting))]


@transaction.atomic
def mark_posted(
    batch: PostBatch, *, day: date, numbers: Collection[int] | None = None
) -> tuple[int, list[Problem]]:
    """Record that envelopes of the batch were posted, all or those with these numbers.

    Those with a problem are taken out of the batch: what is owed is in the next one. Returns how
    many were marked, and what was left out. Raises NotPostable.
    """
    if day > today().civil:
        raise NotPostable(_("This day has not come yet."))
    waiting = batch.postings.filter(posted_on=None)
    if numbers is not None:
        waiting = waiting.filter(number__in=numbers)
    orders = list(waiting.order_by("order").values_list("order", "pk"))
    marked, left_out = 0, []
    for order, pk in orders:
        problem = _mark(order, pk, day)
        if problem is None:
            marked += 1
        elif problem.posting.posted_on is None:
            left_out.append(problem)
    return marked, left_out


def _mark(order_id: int, pk: int, day: date) -> Problem | None:
    """Mark one under the lock of its order, so that no refund and no correction comes between."""
    order = lock_order(pk=order_id)
    posting = Posting.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    posting.order = order
    if posting.posted_on:  # by somebody else, meanwhile
        return Problem(posting, "", owed=False)
    if problem := problem_of(posting):
        posting.batch = posting.number = None
        posting.printed = []
        posting.save(update_fields=["batch", "number", "printed"])
        return problem
    posting.posted_on = day
    posting.save(update_fields=["posted_on"])
    mark_postage_spent(order, spent=True)
    _tell(order, f"{posting.pk}:{day.isoformat()}")
    return None


def _tell(order: Order, about: str) -> None:
    """Enqueue the mail, once for a day: the step may have been undone and repeated."""
    told = Message.objects.filter(kind=POSTED, about=about, recipient=order.email)
    if not told.exists():
        enqueue(
            kind=POSTED,
            about=about,
            recipient=order.email,
            language=order.language,
            zone=order.zone,
        )


@transaction.atomic
def undo_posted(posting: Posting) -> None:
    """Record that an envelope was not posted after all; a mail that waits is not sent.

    Raises NotPostable once its order was refunded or its address is deleted.
    """
    order = lock_order(pk=posting.order_id)
    posting = Posting.objects.select_for_update(of=("self",), no_key=True).get(pk=posting.pk)
    if posting.posted_on is None:
        raise NotPostable(_("It is not marked as posted."))
    if posting.forgotten_at or order.state != order.State.FULFILLED:
        raise NotPostable(_("The order was refunded, or the address is deleted by now."))
    posting.posted_on = None
    posting.save(update_fields=["posted_on"])
    mark_postage_spent(order, spent=False)
