"""Field values in words, in the active language."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from modeltrans.utils import build_localized_fieldname

from core.amounts.money import format_money
from core.calendar.local_day import home_time
from core.languages import language_codes

# Integers in minor units; all other numbers are counts.
MONEY = {
    "letters.Price": {"letter", "minimum", "fee_fixed", "single_approval_limit"},
    "letters.PostagePrice": {"amount"},
    "payments.Order": {"total"},
    "payments.Refund": {"amount"},
    "payments.Dispute": {"amount"},
    "payments.ManualPayment": {"amount"},
    "payments.FundEntry": {"amount"},
}
# Names of fields whose model gives none.
_LABELS = {
    "amount": gettext_lazy("amount"),
    "by": gettext_lazy("by"),
    "community": gettext_lazy("community"),
    "currency": gettext_lazy("currency"),
    "email": gettext_lazy("e-mail address"),
    "ended_at": gettext_lazy("ended on"),
    "export": gettext_lazy("printed register"),
    "fee_basis_points": gettext_lazy("card fee in hundredths of a per cent"),
    "fee_fixed": gettext_lazy("fixed part of the card fee"),
    "group": gettext_lazy("role"),
    "letter": gettext_lazy("price of a letter"),
    "minimum": gettext_lazy("minimum of an order"),
    "order": gettext_lazy("order"),
    "phone": gettext_lazy("telephone"),
    "rate": gettext_lazy("requests a minute"),
    "refund": gettext_lazy("refund"),
    "role": gettext_lazy("role"),
    "rows": gettext_lazy("names"),
    "scopes": gettext_lazy("permissions"),
    "scroll": gettext_lazy("scroll"),
    "series": gettext_lazy("series"),
    "state": gettext_lazy("state"),
    "single_approval_limit": gettext_lazy("amount up to which no approval is needed"),
    "tax_deductible": gettext_lazy("tax deductible"),
    "tax_number": gettext_lazy("tax number"),
    "title": gettext_lazy("title"),
    "total": gettext_lazy("total"),
    "user": gettext_lazy("user"),
    "what": gettext_lazy("list"),
}

_MODELS = {
    "communities.NameList": gettext_lazy("name list"),
    "payments.OrderLine": gettext_lazy("order line"),
}

Related = Callable[[type[models.Model], Any], str]


def model_label(model: type[models.Model]) -> str:
    """The name of a model."""
    return str(_MODELS.get(model._meta.label, model._meta.verbose_name))


def user_name(user: User) -> str:
    """A user's name as staff know it; a shliach's user name is random."""
    return user.get_full_name() or user.email or user.username


def label(field: Any) -> str:
    """The name of a field."""
    given = str(field.verbose_name)
    automatic = given == field.name.replace("_", " ")
    return str(_LABELS.get(field.name, given)) if automatic else given


def translations_in_words(
    model: type[models.Model], before: Any, after: Any
) -> Iterator[tuple[str, str, str]]:
    """The label, the old and the new text of each translation that differs between two values."""
    old, new = before or {}, after or {}
    translations: Any = model._meta.get_field("i18n")
    for field in translations.fields:
        for code in language_codes():
            key = build_localized_fieldname(field, code)
            if (was := old.get(key) or "") != (now := new.get(key) or ""):
                language = get_language_info(code)["name_translated"]
                yield f"{label(model._meta.get_field(field))} ({language})", was, now


def is_translations(field: Any) -> bool:
    """Whether a field of a model or of its events holds the texts in the other languages."""
    return bool(field.name == "i18n")


def value_in_words(
    field: Any, stored: Any, *, model: str, currency: str | None, related: Related
) -> str:
    """A value of an event's JSON; `related` gives the name of an object by its model and key."""
    if stored is None or stored == "":
        return ""
    if field.is_relation:
        return related(field.related_model, stored)
    if isinstance(stored, list):
        return ", ".join(_choice(field.base_field, each) for each in stored)
    if field.choices:
        return _choice(field, stored)
    if isinstance(stored, bool):
        return _("yes") if stored else _("no")
    if currency and field.name in MONEY.get(model, ()):
        return format_money(stored, currency)
    value = field.to_python(stored)
    if isinstance(value, datetime):
        return date_format(home_time(value), "j F Y, H:i T")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    return f"{value:,}" if isinstance(value, int) else str(value)


def _choice(field: Any, stored: Any) -> str:
    return str(dict(field.flatchoices).get(stored, stored))


def is_automatic(field: Any) -> bool:
    """Whether a field says nothing to a reader: keys and slugs."""
    return bool(field.primary_key) or field.name in {"id", "slug"}
