"""Permissions of the actions that move money.

Methods, not names of permissions: Unfold looks names up in the database at import time, when it
need not exist yet.
"""

from django.http import HttpRequest


class RefundPermission:
    """For an admin with actions that refund money."""

    def has_refund_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("payments.add_refund")


class ManualPaymentPermissions:
    """For an admin with actions on money that came by transfer, cash or cheque."""

    def has_record_money_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("payments.add_manualpayment")

    def has_approve_money_permission(self, request: HttpRequest, object_id: str = "") -> bool:
        return request.user.has_perm("payments.change_manualpayment")
