"""Telephone calls, and what was done during each."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from letters.models import Person
from payments.models import Order


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["by", "ended_at"],
    model_name="CallEvent",
)
class Call(models.Model):
    """A call that a member of the staff answers. The caller's number and name are not kept."""

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("answered by")
    )
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("telephone call")
        verbose_name_plural = _("telephone calls")
        permissions = [
            ("answer_telephone", "answer the hotline: find, register, send links"),
            ("take_payment", "record cash, cheques and transfers on the telephone page"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["by"], condition=Q(ended_at=None), name="one_open_call_each"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track(
    pghistory.InsertEvent(), fields=["call", "kind", "order", "person"], model_name="CallStepEvent"
)
class CallStep(models.Model):
    """What was done for a caller; the order or the person it was about."""

    class Kind(models.TextChoices):
        ORDERED = "ordered", _("names registered")
        METHOD = "method", _("way of paying chosen")
        PAID = "paid", _("money recorded")
        ORDER_LINK = "order_link", _("link to the order sent")
        ALL_LINKS = "all_links", _("all links sent to the address on file")
        PRINTED = "printed", _("certificates printed for somebody without e-mail")

    call = models.ForeignKey(
        Call, models.PROTECT, related_name="steps", verbose_name=_("telephone call")
    )
    kind = models.CharField(_("step"), max_length=12, choices=Kind)
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    # Idempotency key: the same form sent twice is the same step.
    form_key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("step of a call")
        verbose_name_plural = _("steps of calls")

    def __str__(self) -> str:
        return f"{self.call} {self.kind}"
