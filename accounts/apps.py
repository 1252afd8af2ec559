from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccountsConfig(AppConfig):
    """Sign-in, roles and the second factor."""

    name = "accounts"

    def ready(self) -> None:
        """Connect the signal handlers."""
        from accounts import second_factor  # noqa: F401 - importing connects its handler
        from accounts.roles import sync_groups

        post_migrate.connect(sync_groups, dispatch_uid="roles")
