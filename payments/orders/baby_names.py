"""Asking for the names of babies that were registered before they were named."""

from datetime import timedelta

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from letters.models import Person
from messaging.models import Message
from messaging.outbox import enqueue
from payments import mail_kinds
from payments.models import Order, OrderLine

# A boy is named on the eighth day, later if the bris is put off; a girl within days.
WAIT = timedelta(days=14)


def ask_for_baby_names() -> int:
    """Send the link for each unnamed baby of a family, once; returns how many. Periodic."""
    return sum(_ask(line) for line in list(_unasked().values_list("pk", flat=True)))


@transaction.atomic
def _ask(line_id: int) -> bool:
    line = _locked(line_id)
    if line is None:
        return False
    enqueue(
        kind=mail_kinds.BABY_NAME,
        about=str(line.pk),
        recipient=line.order.purchaser.email,
        language=line.order.language,
        zone=line.order.zone,
    )
    return True


def _locked(line_id: int) -> OrderLine | None:
    """The line, if no other worker has it or has written about it."""
    lines = _unasked().select_related("order__purchaser")
    return lines.select_for_update(of=("self",), skip_locked=True).filter(pk=line_id).first()


def _unasked() -> QuerySet[OrderLine]:
    """Lines of families whose baby is unnamed after WAIT, and about whom no mail was written."""
    about = Cast(OuterRef("pk"), CharField())
    asked = Message.objects.filter(kind=mail_kinds.BABY_NAME, about=about)
    return OrderLine.objects.filter(
        ~Exists(asked),
        inscription__person__kind=Person.Kind.BABY,
        order__community=None,
        order__state=Order.State.FULFILLED,
        order__fulfilled_at__lte=timezone.now() - WAIT,
        refund=None,
    ).order_by("pk")
