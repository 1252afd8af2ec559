"""Who may have an account: staff, who are invited. Families need none."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in for those who were given an account; nobody signs up by himself."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the committee."""
        return False
