"""The admin's environment badge and navigation, used by unfold."""

from typing import Any

import allauth.mfa.admin
import allauth.socialaccount.admin  # noqa: F401 - registers what is taken off below
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.base import ReadOnlyAdmin
from families.admin.pending import pending_of_families
from organisation.admin.record import pending_of_organisation
from payments.admin.pending import pending_counts


def environment_badge(request: HttpRequest) -> list[str] | None:
    """A badge in the header unless real money is charged."""
    return None if settings.STRIPE_LIVE else [_("Test money"), "warning"]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The sections in the order of the committee's work, with the number of pending rows."""
    sections = [
        _section(
            _("The register"),
            (_("Scrolls"), "auto_stories", "letters_scroll"),
            (_("People"), "group", "letters_person"),
            (_("Inscriptions"), "edit_note", "letters_inscription"),
            (_("Certificates"), "workspace_premium", "letters_certificate"),
            (_("Likely doubles"), "difference", "letters_likelydouble"),
            (_("Earlier scrolls"), "history_edu", "letters_earlierregister"),
            (_("Names in earlier scrolls"), "person_search", "letters_earlierentry"),
            (_("Doubles between scrolls"), "join", "letters_earlierdouble"),
            (_("Series and prices"), "format_list_numbered", "letters_series"),
            (_("The printed register"), "print", "letters_registerexport"),
        ),
        _section(
            _("Orders and money"),
            (_("Orders"), "receipt_long", "payments_order"),
            (_("Payments"), "payments", "payments_payment"),
            (_("Manual payments"), "account_balance", "payments_manualpayment"),
            (_("Balances"), "wallet", "payments_balanceentry"),
            (_("Refunds"), "undo", "payments_refund"),
            (_("Card disputes"), "gavel", "payments_dispute"),
            (_("Receipts"), "receipt", "payments_receipt"),
            (_("The fund"), "volunteer_activism", "payments_fundentry"),
            (_("Quotas of the fund"), "group_add", "payments_fundquota"),
            (_("Purchasers"), "person", "letters_purchaser"),
            (_("Stripe’s events"), "webhook", "payments_stripeevent"),
            (_("Compared with Stripe"), "balance", "payments_reconciliation"),
        ),
        _section(
            _("Sending"),
            (_("Mailings"), "outgoing_mail", "messaging_mailing"),
            (_("Messages"), "mail", "messaging_message"),
            (_("Do not e-mail"), "unsubscribe", "messaging_suppression"),
            (_("Print and post"), "local_post_office", "families_postbatch"),
            (_("Letters by post"), "markunread_mailbox", "families_posting"),
        ),
        _section(
            _("The site"),
            (_("Organisation"), "apartment", "organisation_organisation"),
            (_("Texts of the site"), "article", "organisation_sitetext"),
        ),
        _section(
            _("Personal data"),
            (_("Requests to delete a name"), "person_remove", "families_erasurerequest"),
            (_("Deletions"), "delete_forever", "families_erasure"),
        ),
        _section(
            _("Staff"),
            (_("Users"), "badge", "auth_user"),
            (_("Telephone calls"), "call", "families_call"),
            (_("Looks at personal data"), "visibility", "families_look"),
            (_("Enumeration of names"), "travel_explore", "families_enumerationalarm"),
        ),
    ]
    sections[-1]["items"].append(
        {"title": _("History"), "icon": "history", "model": "", "link": reverse("history")}
    )
    counts = {**pending_counts(), **pending_of_families(), **pending_of_organisation()}
    for section in sections:
        for item in section["items"]:
            item["badge"] = counts.get(item["model"], "")
    return sections


def _section(title: str, *pages: tuple[str, str, str]) -> dict[str, Any]:
    return {
        "title": title,
        "separator": True,
        "items": [
            {
                "title": name,
                "icon": icon,
                "model": model,
                "link": reverse(f"admin:{model}_changelist"),
            }
            for name, icon, model in pages
        ],
    }


admin.site.unregister(Authenticator)
# Always empty: the client is a setting, and nothing of an account at Google is kept.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Second factors without their secrets; one is deleted for somebody who has lost it."""

    fields = ["user", "type", "created_at", "last_used_at"]
    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("mfa.delete_authenticator")
