"""Shluchim, their pages, batches of names."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Shluchim, their pages, batches of names."""

    name = "communities"

    def ready(self) -> None:
        """Tell the outbox how our mails are composed, and the basket where links are changed."""
        # Importing registers.
        from communities import applications, certificate_mail, link_mail, links  # noqa: F401
        from payments.basket_start import elsewhere

        elsewhere.append(links.page_of)
