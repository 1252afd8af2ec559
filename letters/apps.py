"""The register: series, scrolls, letters, people, inscriptions, the draw."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The register: series, scrolls, letters, people, inscriptions, the draw."""

    name = "letters"

    def ready(self) -> None:
        """Tell the outbox how the mail of a siyum is composed."""
        from letters import siyum_mail  # noqa: F401 - importing registers it
