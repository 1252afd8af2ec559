"""Communities, their members, lists of names."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Communities, their members, lists of names."""

    name = "communities"
    verbose_name = _("communities")

    def ready(self) -> None:
        """Register the composers of our e-mails, who sees a community's orders, and their URLs."""
        # Importing registers the composers.
        from communities.mails import certificate, personal_link  # noqa: F401
        from communities.members import access, applications  # noqa: F401
        from communities.paying import personal_links
        from payments.basket.initial import order_edit_url_hooks

        order_edit_url_hooks.append(personal_links.order_edit_url)
