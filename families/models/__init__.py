"""What families ask and do after buying."""

from families.models.erasure import Erasure
from families.models.gift import Gift
from families.models.question import Attempt, OwnerRequest, Question
from families.models.reminder import Reminder

__all__ = ["Attempt", "Erasure", "Gift", "OwnerRequest", "Question", "Reminder"]
