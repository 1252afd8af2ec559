"""Shluchim, their pages, batches of names."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Shluchim, their pages, batches of names."""

    name = "communities"

    def ready(self) -> None:
        """Tell the outbox how the mails about communities are composed."""
        from communities import applications  # noqa: F401 - importing registers them
