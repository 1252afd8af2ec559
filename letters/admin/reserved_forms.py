"""The forms for reserved letters."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldBooleanWidget,
)

from core.forms.form_fields import EmailField
from letters import torah
from letters.admin.name_form import NameForm
from letters.admin.scroll_forms import text_field
from letters.models import Person
from letters.siyum.letter_selection import (
    InvalidSelection,
    last_letters,
    parse_ordinals,
    parse_verses,
)
from letters.siyum.reserved_letters import MAX_RESERVED


class ReserveForm(forms.Form):
    """A selection of letters, in one or several of three ways."""

    last = forms.IntegerField(
        label=gettext_lazy("How many of the Torah’s last letters"),
        required=False,
        min_value=1,
        max_value=MAX_RESERVED,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    numbers = text_field(
        gettext_lazy("Letters by their numbers"),
        help_text=gettext_lazy("Such as 304,700-304,805; 1"),
        direction="ltr",
    )
    verses = text_field(
        gettext_lazy("Letters of verses"),
        help_text=gettext_lazy("Such as Devarim 34:10-12; Bereshit 1:1"),
    )

    def __init__(self, *args: Any, edition: torah.Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._edition = edition
        self.ordinals: set[int] = set()

    def clean(self) -> dict[str, Any]:
        """The letters, at most 304."""
        typed = super().clean() or {}
        self.ordinals = last_letters(self._edition, typed.get("last") or 0)
        for name, read in (("numbers", parse_ordinals), ("verses", parse_verses)):
            try:
                self.ordinals |= read(self._edition, typed.get(name, ""))
            except InvalidSelection as unclear:
                self.add_error(name, str(unclear))
        if not self.ordinals and not self.errors:
            raise forms.ValidationError(_("Say which letters, in one of the three ways."))
        if len(self.ordinals) > MAX_RESERVED:
            raise forms.ValidationError(
                _("These are %(count)s letters; at most %(most)s of a scroll can be reserved.")
                % {"count": f"{len(self.ordinals):,}", "most": MAX_RESERVED}
            )
        return typed


class AssignForm(NameForm):
    """The person honoured, and the reserved letter."""

    field_order = ("letter",)

    letter = forms.TypedChoiceField(
        label=gettext_lazy("Letter"), coerce=int, widget=UnfoldAdminSelectWidget
    )
    child = forms.BooleanField(
        label=gettext_lazy("A child"), required=False, widget=UnfoldBooleanWidget
    )
    email = EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The e-mail about the siyum is sent there."),
        widget=UnfoldAdminEmailInputWidget,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=settings.LANGUAGES,
        initial=get_language,
        widget=UnfoldAdminSelectWidget,
    )

    def __init__(self, *args: Any, letters: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["letter"].choices = letters  # type: ignore[attr-defined]

    @property
    def person(self) -> Person:
        """A new person, not saved."""
        return Person(
            kind=Person.Kind.CHILD if self.cleaned_data["child"] else Person.Kind.ADULT,
            declared=Person.Declared.AUTHORISED,
            **self.name,
        )
