"""Taking the address off mails in the outbox: the row stays, so that nothing is sent twice."""

from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from letters.models.person import ERASED_DOMAIN
from messaging.models import Message

OBSOLETE = "deleted on request"  # Message.error of what was not sent


def forget_recipients(messages: "QuerySet[Message, Any]") -> int:
    """What was not sent is not sent any more; of the others nobody knows to whom they went."""
    keys = list(messages.values_list("pk", flat=True))
    found = Message.objects.filter(pk__in=keys)
    found.filter(state=Message.State.QUEUED).update(state=Message.State.LEFT_OUT, error=OBSOLETE)
    # Of one kind about one thing there may be several recipients: each row has its own.
    number = Cast(F("pk"), CharField())
    known = found.exclude(recipient__endswith=f"@{ERASED_DOMAIN}")
    return known.update(recipient=Concat(Value("erased-m"), number, Value(f"@{ERASED_DOMAIN}")))
