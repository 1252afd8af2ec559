"""Requests to the committee to delete a name, forgotten once they are decided."""

from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from families.models import ErasureRequest
from families.privacy.asked import forget
from families.privacy.places.base import Place, days
from families.privacy.subject import Subject
from families.privacy.terms import REQUEST_DECIDED, REQUEST_NOT_SENT


def _requests(subject: Subject) -> "QuerySet[ErasureRequest]":
    """Asked from the address, or about these people and accepted."""
    found = Q(erasure__people__overlap=list(subject.people), erasure__whole=False)
    if subject.address:
        found |= Q(email__iexact=subject.address)
    return ErasureRequest.objects.filter(found, forgotten_at=None)


def _forget_requests(subject: Subject) -> None:
    """Of one that waits for a decision nothing is left to be decided."""
    _requests(subject).filter(decided_at=None).delete()
    forget(_requests(subject))


PLACES = (
    Place(
        title=_("Requests to delete a name"),
        model=ErasureRequest,
        fields=("name", "certificate", "note", "email", "refusal", "token"),
        rows=_requests,
        erase=_forget_requests,
        why=_("to find the name that somebody wants deleted, and to answer"),
        kept=format_lazy(
            _("{decided} after the decision; {unproved} where it was not sent"),
            decided=days(REQUEST_DECIDED),
            unproved=days(REQUEST_NOT_SENT),
        ),
    ),
)
