"""The names of a basket."""

from collections.abc import Mapping
from typing import Any, cast

from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.calendar.local_day import LocalDay
from core.forms.text_input import parse_positive_int
from letters.holders.audience import audience_refusal
from letters.holders.name_form import (
    TEXT_FIELDS,
    NameForm,
    birth_date_field,
    choice_field,
    hide_choice,
)
from letters.holders.typed_question import NOTHING_ASKED
from letters.models import Person, Series
from payments.basket.same_names import NO_QUESTION
from payments.orders.place import Name


class BasketNameForm(NameForm):
    """A name with the buyer's relation to the person."""

    declared = choice_field(
        _("What is your connection to this person?"),
        Person.Declared,
        _("Please choose your connection to this person."),
    )
    birth_date = birth_date_field()

    def offer_children(self) -> None:
        """Nobody inscribes themselves there, either."""
        super().offer_children()
        hide_choice(self.fields["declared"], Person.Declared.SELF)

    @property
    def number(self) -> int:
        """The name's place in the list, from 1."""
        return int(str(self.prefix).rsplit("-", 1)[-1]) + 1 if "-" in str(self.prefix) else 1

    @property
    def reading(self) -> dict[str, Any]:
        """Of a name that was just read of a line: what was `typed`, and `notes` about it."""
        return dict(self.initial.get("reading", {}))

    def clean(self) -> dict[str, Any]:
        """Validate `declared` with the fields that it depends on."""
        cleaned = super().clean()
        if cleaned.get("declared") == Person.Declared.SELF:
            if cleaned.get("departed"):
                self.add_error(
                    "declared",
                    _("Please choose your connection to the person who has passed away."),
                )
            elif cleaned.get("kind") != Person.Kind.ADULT:
                self.add_error(
                    "declared",
                    _(
                        "A child is inscribed by a parent or guardian, or by someone acting for "
                        "them."
                    ),
                )
        return cleaned

    def as_name(self) -> Name:
        """The cleaned name, for an order."""
        fields = {key: self.cleaned_data[key] for key in Name.__dataclass_fields__}
        return Name(**fields)


class NameFormSet(BaseFormSet):  # type: ignore[type-arg]
    """The list of names; blank forms are ignored.

    `same` and `typed` are the questions about them, if any.
    """

    same = NO_QUESTION
    typed = NOTHING_ASKED

    default_error_messages = {
        **BaseFormSet.default_error_messages,
        "too_many_forms": _(
            "A list can hold up to %(num)d names. Please put the rest in another list."
        ),
    }

    @property
    def filled(self) -> list[BasketNameForm]:
        """The forms that are not blank."""
        return [form for form in self.forms if not form.blank]

    def clean(self) -> None:
        """At least one name is required."""
        if not self.filled:
            raise ValidationError(_("Write at least one name."), code="empty")

    def check_audience(self, series: Series, on: LocalDay) -> bool:
        """Whether all names may be inscribed in the series that day; else they have errors."""
        for form in self.filled:
            if refusal := audience_refusal(series, form.as_name(), on):
                form.add_error(refusal.field, refusal.reason)
        return not any(form.errors for form in self.filled)


# So many posted names are shown again with the message that they are too many.
NAMES_SHOWN = 1000

_Names = formset_factory(
    BasketNameForm,
    formset=NameFormSet,
    extra=0,
    min_num=1,
    max_num=settings.BASKET_LIMIT,
    absolute_max=NAMES_SHOWN,
    validate_max=True,
)


def names_formset(data: QueryDict | None = None, **kwargs: Any) -> NameFormSet:
    """The list of names, posted (`data`) or to be shown (`initial`)."""
    if data is not None:
        data = data.copy()
        data["names-TOTAL_FORMS"] = str(_posted_names(data))
        data["names-INITIAL_FORMS"] = str(_number(data, "names-INITIAL_FORMS"))
    return cast("NameFormSet", _Names(data, prefix="names", **kwargs))


def raw_names(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The names of a posted list as typed, to be shown again without validation."""
    return [
        {field: data.get(f"names-{index}-{field}", "") for field in BasketNameForm.base_fields}
        for index in range(_posted_names(data))
    ]


def has_text(name: Mapping[str, Any]) -> bool:
    """Whether anything is typed into the text fields of a raw name."""
    return any(str(name[field]).strip() for field in TEXT_FIELDS)


def _posted_names(data: Mapping[str, Any]) -> int:
    """How many names the form has: as many as it says, but not more than were sent.

    A short request must not have a thousand forms built. A list has at least one.
    """
    sent = {key.split("-")[1] for key in data if key.startswith("names-") and key.count("-") == 2}
    return max(1, min(_number(data, "names-TOTAL_FORMS"), len(sent), NAMES_SHOWN))


def _number(data: Mapping[str, Any], key: str) -> int:
    return parse_positive_int(str(data.get(key, ""))) or 0
