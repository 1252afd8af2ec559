"""What the admin shows of the place it runs in, and its sections."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def environment_badge(request: HttpRequest) -> list[str] | None:
    """A mark in the admin's corner wherever no real money moves."""
    return None if settings.STRIPE_LIVE else [_("Test money"), "warning"]


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The sections of the admin, in the order of the committee's work."""
    return [
        _section(
            _("The register"),
            (_("Scrolls"), "auto_stories", "letters_scroll"),
            (_("People"), "group", "letters_person"),
            (_("Inscriptions"), "edit_note", "letters_inscription"),
            (_("Certificates"), "workspace_premium", "letters_certificate"),
            (_("Series and prices"), "format_list_numbered", "letters_series"),
        ),
        _section(
            _("Orders and money"),
            (_("Orders"), "receipt_long", "payments_order"),
            (_("Payments"), "payments", "payments_payment"),
            (_("Receipts"), "receipt", "payments_receipt"),
            (_("Organisation"), "apartment", "payments_organisation"),
            (_("Purchasers"), "person", "letters_purchaser"),
            (_("Stripe’s events"), "webhook", "payments_stripeevent"),
        ),
        _section(_("Sending"), (_("Messages"), "mail", "messaging_message")),
        _section(_("Staff"), (_("Users"), "badge", "auth_user")),
    ]


def _section(title: str, *pages: tuple[str, str, str]) -> dict[str, object]:
    return {
        "title": title,
        "separator": True,
        "items": [
            {"title": name, "icon": icon, "link": reverse(f"admin:{model}_changelist")}
            for name, icon, model in pages
        ],
    }
