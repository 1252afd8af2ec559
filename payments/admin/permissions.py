"""Who may press the buttons that move money.

By method and not by the permission's name: Unfold looks that one up in a database that need not
be there yet.
"""

from django.http import HttpRequest


class RefundPermission:
    """For an admin whose actions give money back."""

    def has_give_back_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who may add refunds."""
        return request.user.has_perm("payments.add_refund")


class OfflineMoneyPermissions:
    """For an admin whose actions write down money that came by hand."""

    def has_confirm_money_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who may be the first to say that it came."""
        return request.user.has_perm("payments.add_offlinepayment")

    def has_second_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        """Who may be the second, or withdraw it."""
        return request.user.has_perm("payments.change_offlinepayment")
