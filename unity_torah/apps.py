"""The house itself: who may do what in it, and that every step says who took it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ProjectConfig(AppConfig):
    """The house itself."""

    name = "unity_torah"

    def ready(self) -> None:
        """Keep the roles in step with their table after every migration."""
        from accounts.roles import sync_groups

        post_migrate.connect(sync_groups, dispatch_uid="roles")
