"""What a row says of somebody: every field but the program's own keys and counters."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Field, Model
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.amounts.money import format_money
from core.countries import country_name
from families.privacy.mail_kinds import MAIL_KINDS
from payments.orders.consent import SHOWN

# Keys made from the names, secrets, and what only the program counts by: nobody reads them.
INTERNAL = frozenset(
    {
        *("exact_match_key", "match_keys", "name_classes", "form_key", "password", "address_hash"),
        *("username", "message_id", "attempts", "next_attempt_at", "pgh_label", "updated_at"),
        *("idempotency_key", "version", "printed", "questions", "issues", "matching_scrolls"),
        *("i18n", "session_id", "stripe_id"),
    }
)
_MONEY = frozenset({"letters_amount", "fee_amount", "gift_amount", "postage_amount", "amount"})
# Of fields that are never shown elsewhere and have no label in their model.
_LABELS: dict[str, Promise] = {
    "letters_amount": gettext_lazy("for the letters"),
    "fee_amount": gettext_lazy("for the card fee"),
    "gift_amount": gettext_lazy("gift of money"),
    "postage_amount": gettext_lazy("postage"),
    "amount": gettext_lazy("amount"),
    "total": gettext_lazy("total"),
    "currency": gettext_lazy("currency"),
    "language": gettext_lazy("language"),
    "country": gettext_lazy("country"),
    "zone": gettext_lazy("time zone"),
    "created_at": gettext_lazy("created at"),
    "pgh_created_at": gettext_lazy("changed at"),
    "sent_at": gettext_lazy("sent at"),
    "ended_at": gettext_lazy("ended at"),
    "subscribed_at": gettext_lazy("asked for at"),
    "last_notified_number": gettext_lazy("told last of the scroll with the number"),
    "metadata": gettext_lazy("reason"),
    "day": gettext_lazy("day"),
    "month": gettext_lazy("month"),
    "year": gettext_lazy("year"),
    "days_before": gettext_lazy("days before"),
    "occasion": gettext_lazy("occasion"),
    "kept_on": gettext_lazy("next day"),
    "mail_on": gettext_lazy("day of the mail"),
}


def fields_of(model: type[Model]) -> list["Field[Any, Any]"]:
    """The fields that are handed over: no keys, no other rows."""
    return [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key or field.is_relation or field.name in INTERNAL)
    ]


def values_of(row: Model) -> list[tuple[str, str, Any, str]]:
    """Each field's name, its label, its value, and what is read of it: "" where nothing is kept."""
    return [
        (
            field.name,
            str(_LABELS.get(field.name, field.verbose_name)),
            getattr(row, field.name),
            _text(row, field.name, getattr(row, field.name)),
        )
        for field in fields_of(type(row))
    ]


def _text(row: Model, name: str, value: Any) -> str:
    if not value:
        return ""
    if value is True:
        return _("yes")
    if getattr(row._meta.get_field(name), "choices", None):
        return str(getattr(row, f"get_{name}_display")())
    if name in _MONEY or (name == "total" and hasattr(row, "currency")):
        return format_money(value, row.currency)  # type: ignore[attr-defined]
    if name in _WRITTEN:
        return _WRITTEN[name](value)
    if isinstance(value, datetime):
        return f"{date_format(value, 'DATE_FORMAT')}, {value:%H:%M} UTC"
    return " · ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _consent(version: str) -> str:
    return _(SHOWN[version]) if version in SHOWN else version


def _reason(metadata: dict[str, Any]) -> str:
    written = str(metadata.get("reason", ""))
    return {"corrected by the purchaser": _("corrected by the purchaser")}.get(written, written)


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "consent": _consent,
    "country": country_name,
    "kind": lambda kind: str(MAIL_KINDS.get(kind, kind)),
    "metadata": _reason,
}
