"""Who may have an account: staff and shluchim. Families need none."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-in only for accounts that the committee made."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
