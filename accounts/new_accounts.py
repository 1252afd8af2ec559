"""Accounts that come to be when somebody proves an address that has letters.

The apps above say which addresses may have one. Nothing is written before the address is proved: by
the code from its mail, or by Google.
"""

from collections.abc import Callable

from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string

# Functions that say of an address whether it may have an account.
may_have_account_hooks: list[Callable[[str], bool]] = []


def may_have_account(email: str) -> bool:
    """Whether a code for a new account may be sent to this address."""
    return any(hook(email) for hook in may_have_account_hooks)


def account_of_proved(email: str) -> User:
    """The account of an address that was proved just now, made if there is none.

    Safe to call concurrently: allauth's constraint allows a proved address once.
    """
    try:
        with transaction.atomic():
            return account_of(email) or _create(email)
    except IntegrityError:
        user: User = EmailAddress.objects.get(email__iexact=email, verified=True).user
        return user


def account_of(email: str) -> User | None:
    """The account with this address, if there is one."""
    users = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    return users[0] if users else None


def _create(email: str) -> User:
    # Without a password or a name: an account is an address and its letters.
    user = User.objects.create_user(get_random_string(30), email.lower())
    EmailAddress.objects.create(user=user, email=email.lower(), verified=True, primary=True)
    return user
