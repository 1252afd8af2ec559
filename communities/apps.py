"""Communities, their members, lists of names."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    """Communities, their members, lists of names."""

    name = "communities"
    verbose_name = _("communities")

    def ready(self) -> None:
        """Register the composers of our e-mails, who sees a community's orders, their URLs, and
        who is asked for a second factor.
        """
        # Importing registers the composers.
        from accounts.mfa import asks_for_factor_hooks
        from communities.lists.corrections import copy_to_rows
        from communities.mails import certificate, personal_link  # noqa: F401
        from communities.members import access, applications  # noqa: F401
        from communities.paying import personal_links
        from letters.signals import person_renamed
        from payments.basket.initial import order_edit_url_hooks
        from payments.orders.access import community_order_hooks

        person_renamed.connect(copy_to_rows)
        asks_for_factor_hooks.append(lambda user: bool(access.memberships_of(user)))
        order_edit_url_hooks.append(personal_links.order_edit_url)
        community_order_hooks.append(access.guard_order)
