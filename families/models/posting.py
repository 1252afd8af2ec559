"""Printed certificates by post: one envelope an order, and the batches in which they are made."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.countries import country_name
from core.forms.code_fields import CountryField
from core.job_model import Job
from letters.models import new_token
from payments.models import Order

LINE_LIMIT = 60  # characters
ADDRESS = ("recipient", "line1", "line2", "city", "region", "postal_code")
_EMPTY = Q(recipient="", line1="", line2="", city="", region="", postal_code="")


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["paper", "first_label", "state"],
    model_name="PostBatchEvent",
)
class PostBatch(Job):
    """Certificates and address labels that are printed together, in one order, as a job.

    The files are deleted after some days, and can be made again as long as an envelope of the batch
    was not posted.
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by")
    )
    paper = models.CharField(
        _("paper"), max_length=10, choices=[("a4", "A4"), ("letter", "US Letter")]
    )
    first_label = models.PositiveSmallIntegerField(_("first free label"), default=1)
    # Finished part files, and the number of the last posting in them: the job continues after it.
    parts = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    folder = models.CharField(max_length=32, default=new_token, help_text="in the private storage")

    class Meta(Job.Meta):
        verbose_name = _("batch of letters by post")
        verbose_name_plural = _("batches of letters by post")
        constraints = [
            models.CheckConstraint(
                condition=Q(paper="a4", first_label__range=(1, 14))
                | Q(paper="letter", first_label__range=(1, 10)),
                name="first_label_on_sheet",
            )
        ]

    def __str__(self) -> str:
        return f"{_('batch')} {self.pk}"


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["batch", "posted_on"],
    model_name="PostingEvent",
)
class Posting(models.Model):
    """The address to which an order's certificates are posted, deleted some time after."""

    order = models.OneToOneField(
        Order, models.PROTECT, related_name="posting", verbose_name=_("order")
    )
    recipient = models.CharField(_("recipient"), max_length=LINE_LIMIT, blank=True)
    line1 = models.CharField(_("street and number"), max_length=LINE_LIMIT, blank=True)
    line2 = models.CharField(_("second line"), max_length=LINE_LIMIT, blank=True)
    city = models.CharField(_("city"), max_length=LINE_LIMIT, blank=True)
    region = models.CharField(_("state or region"), max_length=LINE_LIMIT, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    country = CountryField(_("country"))
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    batch = models.ForeignKey(
        PostBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        verbose_name=_("batch"),
    )
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    # The certificates of its sheets, as [primary key, revision], once they are made.
    printed = models.JSONField(default=list, blank=True)
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    forgotten_at = models.DateTimeField(_("address deleted"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter by post")
        verbose_name_plural = _("letters by post")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="posting_number_once"),
            models.CheckConstraint(
                condition=Q(batch=None, number=None, posted_on=None, printed=[])
                | Q(batch__isnull=False, number__isnull=False),
                name="posting_number_in_batch",
            ),
            models.CheckConstraint(
                condition=Q(forgotten_at=None) & ~Q(recipient="") & ~Q(line1="") & ~Q(city="")
                | Q(forgotten_at__isnull=False) & _EMPTY,
                name="posting_has_address_until_forgotten",
            ),
        ]
        indexes = [
            models.Index("created_at", condition=Q(batch=None), name="postings_to_print"),
            models.Index(
                "batch", condition=Q(posted_on=None, batch__isnull=False), name="postings_to_post"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"

    @property
    def lines(self) -> list[str]:
        """The address as it is written on an envelope, with the country in the active language."""
        place = " ".join(filter(None, [self.city, self.region, self.postal_code]))
        lines = [self.recipient, self.line1, self.line2, place]
        return [line for line in lines if line] + [country_name(self.country)]
