"""What families ask and do after buying."""

from families.models.question import Attempt, OwnerRequest, Question

__all__ = ["Attempt", "OwnerRequest", "Question"]
