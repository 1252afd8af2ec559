"""Shluchim, their pages, lists of names."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Shluchim, their pages, lists of names."""

    name = "communities"
    verbose_name = _("communities")

    def ready(self) -> None:
        """Tell the outbox how our mails are composed, and the basket where links are changed."""
        # Importing registers.
        from communities.mails import certificate, personal_link  # noqa: F401
        from communities.members import applications  # noqa: F401
        from communities.paying import personal_links
        from payments.basket.initial import order_edit_url_hooks

        order_edit_url_hooks.append(personal_links.page_of)
