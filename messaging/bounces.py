"""Bounces and complaints reported by the mail service."""

from typing import Any

from anymail.signals import EventType, RejectReason, tracking
from django.dispatch import receiver

from core.forms.text_input import parse_positive_int
from messaging.models import Message
from messaging.suppressions import Reason, suppress

_REFUSED = {
    RejectReason.BOUNCED: Reason.BOUNCED,
    RejectReason.INVALID: Reason.BOUNCED,
    RejectReason.SPAM: Reason.COMPLAINED,
    RejectReason.UNSUBSCRIBED: Reason.UNSUBSCRIBED,
}


@receiver(tracking)
def handle_tracking_event(sender: object, event: Any, **kwargs: object) -> None:
    """Suppress an address that can't be reached or doesn't want our mail.

    Not for a full mailbox, a delayed mail or a block of our server: these may pass.
    """
    reason = _reason(event)
    if reason and event.recipient:
        suppress(email=event.recipient, reason=reason)
        _record_on_message(event, reason)


def _reason(event: Any) -> Reason | None:
    if event.event_type == EventType.COMPLAINED:
        return Reason.COMPLAINED
    if event.event_type == EventType.UNSUBSCRIBED:
        return Reason.UNSUBSCRIBED
    if event.event_type in {EventType.BOUNCED, EventType.REJECTED}:
        return _REFUSED.get(event.reject_reason)
    return None


def _record_on_message(event: Any, reason: Reason) -> None:
    """Put the reason on the message, for the progress page of its mailing."""
    message_id = parse_positive_int(str((event.metadata or {}).get("message", "")))
    if message_id is not None:
        sent = Message.objects.filter(pk=message_id, recipient__iexact=event.recipient)
        sent.filter(state=Message.State.SENT).update(error=reason)
