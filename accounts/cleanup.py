"""Deleting what signing in leaves behind."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import AccountMail, CacheEntry

RETENTION = timedelta(days=1)


def delete_expired() -> None:
    """Delete codes of yesterday and expired entries of the cache."""
    now = timezone.now()
    AccountMail.objects.filter(created_at__lt=now - RETENTION).delete()
    CacheEntry.objects.filter(expires__lt=now).delete()
