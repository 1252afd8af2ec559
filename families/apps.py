"""What a family does after buying: finding, keeping, correcting and giving its letters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FamiliesConfig(AppConfig):
    """Finding a letter, a family's own pages, corrections, gifts and privacy."""

    name = "families"
    verbose_name = _("families")

    def ready(self) -> None:
        """Register the composers of our mails, what fills the list of names, and whose address may
        have an account.
        """
        # Importing registers the composers.
        from accounts.new_accounts import may_have_account_hooks
        from families.find import filled_list, links, mails, owner_mails  # noqa: F401
        from families.gifts import mail as gift_mail  # noqa: F401
        from families.my_letters import addresses, chosen_list
        from families.postal import known_address
        from families.postal import mail as postal_mail  # noqa: F401
        from families.privacy import mails as privacy_mails  # noqa: F401
        from families.reminders import mail  # noqa: F401
        from families.telephone import links as telephone_links  # noqa: F401
        from payments.basket.initial import initial_list_hooks
        from payments.basket.known_address import (
            address_country_hooks,
            copy_address_hooks,
            use_address_hooks,
        )

        may_have_account_hooks.append(addresses.has_letters)
        initial_list_hooks.append(filled_list.filled_list)
        initial_list_hooks.append(chosen_list.chosen_list)
        address_country_hooks.append(known_address.country_of_address)
        copy_address_hooks.append(known_address.copy_address)
        use_address_hooks.append(known_address.use_address)
