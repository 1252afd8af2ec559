"""Which members of the staff saw whose data."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from families.models.call import Call
from letters.models import EarlierEntry, Person, Purchaser
from payments.models import Order


class Look(models.Model):
    """A member of the staff saw the data of a person, an order or a purchaser, or searched.

    Append-only. It has keys only: no name, address or searched word is in it. Rows are written by
    `families.looks`.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    page = models.CharField(_("page"), max_length=80, help_text=_("the name of its address"))
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="looks", verbose_name=_("call")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    order = models.ForeignKey(
        Order, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order")
    )
    purchaser = models.ForeignKey(
        Purchaser,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("purchaser"),
    )
    # Entries go when their register is removed; the look stays.
    entry = models.ForeignKey(
        EarlierEntry,
        models.DO_NOTHING,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name=_("name in an earlier scroll"),
    )
    asked = ArrayField(
        models.CharField(max_length=40),
        default=list,
        blank=True,
        verbose_name=_("searched by"),
        help_text=_("which fields were filled in"),
    )
    found = models.PositiveIntegerField(_("results"), null=True, blank=True)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("look at personal data")
        verbose_name_plural = _("looks at personal data")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False)
                | Q(order__isnull=False)
                | Q(purchaser__isnull=False)
                | Q(entry__isnull=False)
                | Q(found__isnull=False),
                name="look_at_something",
            )
        ]
        indexes = [models.Index("by", "at", name="looks_of_staff")]
        triggers = [pgtrigger.Protect(name="look_unchanged", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.page} {self.pk}"
