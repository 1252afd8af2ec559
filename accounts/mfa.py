"""Who is asked for the second factor after a code by mail."""

from collections.abc import Callable, Sequence

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User

# Functions that say of a user whether what the account can see or do asks for a second factor.
asks_for_factor_hooks: list[Callable[[User], bool]] = []


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """A family's passkey is a second way to sign in, never a second step.

    Else the letters were lost with the telephone: nobody but the mailbox's owner gets the code, and
    the page shows only what was bought from that address. Staff and members of communities are
    asked, and so are users of an authenticator app.
    """

    def is_mfa_enabled(self, user: User, types: Sequence[str] | None = None) -> bool:
        return bool(super().is_mfa_enabled(user, types)) and _is_asked(user)


def _is_asked(user: User) -> bool:
    if user.is_staff or any(hook(user) for hook in asks_for_factor_hooks):
        return True
    with_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    return bool(with_app.exists())
