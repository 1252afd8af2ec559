"""Requests to the committee to delete a name that somebody else registered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.models.erasure import Erasure
from letters.models import new_token


class ErasureRequest(models.Model):
    """Somebody asks that their name be deleted, and the committee finds and decides.

    The one who asks is known by an address that the mailed link proves; names, note and address are
    forgotten after the decision.
    """

    class State(models.TextChoices):
        UNPROVED = "unproved", _("the address is not proved yet")
        OPEN = "open", _("to be decided")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    token = models.CharField(max_length=32, unique=True, default=new_token)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNPROVED)
    name = models.CharField(_("name"), max_length=200)
    certificate = models.CharField(_("certificate"), max_length=40, blank=True)
    note = models.TextField(_("What else was written"), max_length=1000, blank=True)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(_("language"), max_length=5)
    created_at = models.DateTimeField(_("requested"), default=timezone.now)
    proved_at = models.DateTimeField(_("address proved at"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    refusal = models.CharField(_("why it was refused"), max_length=300, blank=True)
    erasure = models.ForeignKey(
        Erasure,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="asked_by",
        verbose_name=_("deletion"),
    )
    forgotten_at = models.DateTimeField(_("forgotten at"), null=True, blank=True)

    class Meta:
        verbose_name = _("request to delete a name")
        verbose_name_plural = _("requests to delete a name")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="unproved", proved_at=None)
                | (~Q(state="unproved") & Q(proved_at__isnull=False)),
                name="erasure_request_is_proved",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["unproved", "open"], decided_at=None, decided_by=None, refusal=""
                )
                | Q(
                    state="accepted", decided_at__isnull=False, decided_by__isnull=False, refusal=""
                )
                | (
                    Q(state="refused", decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(refusal="")
                ),
                name="erasure_request_is_decided",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) | Q(name="", certificate="", note="", email=""),
                name="erasure_request_is_forgotten",
            ),
        ]
        indexes = [
            models.Index("created_at", condition=Q(state="open"), name="erasure_requests_open")
        ]

    def __str__(self) -> str:
        return str(self.pk)
