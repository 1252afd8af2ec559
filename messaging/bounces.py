"""What a mail service reports of the mails we gave it: bounces and complaints."""

from typing import Any

from anymail.signals import EventType, RejectReason, tracking
from django.dispatch import receiver

from messaging.models import Message
from messaging.suppressions import Reason, suppress

_REFUSED = {
    RejectReason.BOUNCED: Reason.BOUNCED,
    RejectReason.INVALID: Reason.BOUNCED,
    RejectReason.SPAM: Reason.COMPLAINED,
    RejectReason.UNSUBSCRIBED: Reason.UNSUBSCRIBED,
}


@receiver(tracking)
def heard(sender: object, event: Any, **kwargs: object) -> None:
    """Write no more to an address that can't be reached or doesn't want it.

    A full mailbox, a mail held up or a block of our server says nothing of the address.
    """
    reason = _reason(event)
    if reason and event.recipient:
        suppress(email=event.recipient, reason=reason)
        _note(event, reason)


def _reason(event: Any) -> Reason | None:
    if event.event_type == EventType.COMPLAINED:
        return Reason.COMPLAINED
    if event.event_type == EventType.UNSUBSCRIBED:
        return Reason.UNSUBSCRIBED
    if event.event_type in {EventType.BOUNCED, EventType.REJECTED}:
        return _REFUSED.get(event.reject_reason)
    return None


def _note(event: Any, reason: Reason) -> None:
    """On the message too: the progress of its mailing tells what came back."""
    message_id = str((event.metadata or {}).get("message", ""))
    if message_id.isdigit():
        sent = Message.objects.filter(pk=int(message_id), recipient__iexact=event.recipient)
        sent.filter(state=Message.State.SENT).update(error=reason)
