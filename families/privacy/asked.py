"""Forgetting who asked the committee for a deletion."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from families.models import Erasure, ErasureRequest
from families.privacy.terms import REQUEST_DECIDED, REQUEST_NOT_SENT
from letters.names import ERASED


def forget(requests: "QuerySet[ErasureRequest]") -> None:
    """Take names, address and texts out of decided requests; the decision stays."""
    found = list(requests.values_list("pk", flat=True))
    rows = ErasureRequest.objects.filter(pk__in=found)
    rows.exclude(refusal="").update(refusal=ERASED)
    rows.update(name="", certificate="", note="", email="", forgotten_at=timezone.now())


def forget_requests() -> None:
    """Delete requests that were not sent; forget who asked in those decided long ago."""
    now = timezone.now()
    unproved = ErasureRequest.objects.filter(state=ErasureRequest.State.UNPROVED)
    unproved.filter(created_at__lt=now - REQUEST_NOT_SENT).delete()
    over = ErasureRequest.objects.filter(decided_at__lt=now - REQUEST_DECIDED, forgotten_at=None)
    waiting = Q(erasure__isnull=False) & ~Q(erasure__state=Erasure.State.DONE)
    forget(over.exclude(waiting))
