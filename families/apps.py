"""What a family does after buying: finding, keeping, correcting and giving its letters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FamiliesConfig(AppConfig):
    """Finding a letter, a family's own pages, corrections, gifts and privacy."""

    name = "families"
    verbose_name = _("families")

    def ready(self) -> None:
        """Register the composers of our mails, and what fills the list of names."""
        # Importing registers the composers.
        from families.find import filled_list, links, mails, owner_mails  # noqa: F401
        from payments.basket.initial import initial_list_hooks

        initial_list_hooks.append(filled_list.filled_list)
