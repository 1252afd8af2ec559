"""Communities: a Chabad house, a school, a congregation."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from core.countries import zone_of
from core.forms.code_fields import CountryField, ZoneField
from core.languages import translated


class CommunityQuerySet(models.QuerySet["Community"]):
    def approved(self) -> "CommunityQuerySet":
        """Approved by the committee: people can be counted to them."""
        return self.exclude(approved_at=None)

    def listed(self) -> "CommunityQuerySet":
        """Approved and shown in the public lists of communities."""
        return self.approved().filter(listed=True)


class Community(models.Model):
    """People of the one register are counted to a community; it does not own them."""

    slug = models.SlugField(_("word in the address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    city = models.CharField(_("city"), max_length=80)
    country = CountryField(_("country"), help_text=_("two letters, as in ISO 3166-1"))
    zone = ZoneField(
        _("time zone"), blank=True, help_text=_("for the days and months of its registrations")
    )
    goal = models.PositiveIntegerField(
        _("goal"), default=0, help_text=_("goal, in letters; 0 for none")
    )
    listed = models.BooleanField(
        _("compared"), default=True, help_text=_("shown beside other communities")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    i18n = TranslationField(verbose_name=_("translations"), fields=["name"])

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="community_name_not_empty"),
            models.CheckConstraint(
                condition=Q(country__regex="^[A-Z]{2}$"), name="community_country_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """The name in the active language, if it has one."""
        return translated(self, "name")

    @property
    def local_zone(self) -> str:
        """Its IANA time zone; if it has none, the principal one of its country."""
        return self.zone or zone_of(self.country)
