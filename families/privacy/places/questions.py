"""Questions whether somebody has a letter, which are kept for days only."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from families.models import OwnerRequest, Question
from families.privacy.places.base import Place
from families.privacy.subject import Subject
from letters.lookup.sources import PEOPLE

_WHY = _("to answer by mail whether somebody has a letter")
_KEPT = _("seven days; three hours where the address is not proved")


def _questions(subject: Subject) -> "QuerySet[Question]":
    """Asked from the address, or answered with one of these people."""
    found = [f"{PEOPLE.name}:{pk}" for pk in subject.people]
    asked = Q(found__overlap=found) | Q(owner_requests__inscription__person__in=subject.people)
    if subject.address:
        asked |= Q(email__iexact=subject.address) | Q(owner_requests__email__iexact=subject.address)
    return Question.objects.filter(pk__in=Question.objects.filter(asked).values("pk"))


def _delete_questions(subject: Subject) -> None:
    _questions(subject).delete()


def _owner_requests(subject: Subject) -> "QuerySet[OwnerRequest]":
    return OwnerRequest.objects.filter(question__in=_questions(subject))


def _delete_owner_requests(subject: Subject) -> None:
    _owner_requests(subject).delete()


# The requests go with their questions, too, which are found by them.
PLACES = (
    Place(
        title=_("Questions whether somebody has a letter"),
        model=Question,
        fields=(
            *("given_name", "mother_name", "father_name", "family_name", "honorific", "city"),
            *("email", "token", "code_hash", "found", "pair_keys"),
        ),
        rows=_questions,
        erase=_delete_questions,
        why=_WHY,
        kept=_KEPT,
        handed_over=False,
    ),
    Place(
        title=_("Requests to send a certificate to somebody who asks"),
        model=OwnerRequest,
        fields=("email", "token"),
        rows=_owner_requests,
        erase=_delete_owner_requests,
        why=_WHY,
        kept=_KEPT,
        handed_over=False,
    ),
)
