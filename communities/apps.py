"""Shluchim, their pages, batches of names."""

from django.apps import AppConfig


class CommunitiesConfig(AppConfig):
    """Shluchim, their pages, batches of names."""

    name = "communities"
