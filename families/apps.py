"""What a family does after buying: finding, keeping, correcting and giving its letters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FamiliesConfig(AppConfig):
    """Finding a letter, a family's own pages, corrections, gifts and privacy."""

    name = "families"
    verbose_name = _("families")
