"""The history of users: their roles, and whether they may enter the admin.

The models are proxies of Django's, because triggers can't be declared on another app's models.
"""

import pghistory
from django.contrib.auth.models import User


@pghistory.track(
    pghistory.InsertEvent(),
    pghistory.DeleteEvent(),
    fields=["user", "group"],
    obj_field=None,
    model_name="UserRoleEvent",
)
class UserRole(User.groups.through):  # type: ignore[name-defined,misc]
    """A role of a user."""

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
