"""What families ask and do after buying."""

from families.models.erasure import Erasure
from families.models.question import Attempt, OwnerRequest, Question

__all__ = ["Attempt", "Erasure", "OwnerRequest", "Question"]
