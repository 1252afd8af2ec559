"""What the admin shows of the place it runs in."""

from django.conf import settings
from django.http import HttpRequest


def environment_badge(request: HttpRequest) -> list[str] | None:
    """A mark in the admin's corner wherever no real money moves."""
    return None if settings.STRIPE_LIVE else ["Test money", "warning"]
