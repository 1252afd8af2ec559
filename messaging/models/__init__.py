"""Messages of the outbox, mailings, and suppressed addresses."""

from messaging.models.mailing import Mailing
from messaging.models.message import Message, message_domain, new_message_id
from messaging.models.suppression import Suppression

__all__ = ["Mailing", "Message", "Suppression", "message_domain", "new_message_id"]
