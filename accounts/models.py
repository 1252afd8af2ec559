"""The history of users, the mails of signing in, and the cache of its limits.

The models of the history are proxies of Django's, because triggers can't be declared on another
app's models.
"""

import pghistory
from django.contrib.auth.models import User
from django.db import models
from django.utils import timezone


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.DeleteEvent(),
    fields=["user", "group"],
    obj_field=None,
    model_name="UserRoleEvent",
)
class UserRole(User.groups.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    fields=["is_active", "is_staff", "is_superuser"],
    model_name="UserEvent",
)
class UserAccess(User):
    """What a user may enter."""

    class Meta:
        proxy = True


class AccountMail(models.Model):
    """A mail about signing in, as it was rendered in the request that asked for it.

    It holds a code, so it is in no admin page, and is deleted after a day.
    """

    subject = models.CharField(max_length=200)
    body = models.TextField()
    # False for an address without an account: asking for a code writes the same rows for both.
    to_be_sent = models.BooleanField()
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)


class CacheEntry(models.Model):
    """A row of Django's cache in the database (see CACHES): limits that all processes share."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "accounts_cache"
