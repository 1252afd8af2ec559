"""The register: series, scrolls, letters, people, inscriptions, the draw."""

from django.apps import AppConfig


class LettersConfig(AppConfig):
    """The register: series, scrolls, letters, people, inscriptions, the draw."""

    name = "letters"
