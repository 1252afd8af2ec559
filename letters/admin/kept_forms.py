"""What the committee types about the letters it keeps for the siyum."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from unfold.widgets import (
    UnfoldAdminEmailInputWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from letters import torah
from letters.admin.scroll_forms import text_field
from letters.models import Person
from letters.names import NAME_LIMIT, Honorific, Relation, validate_name
from letters.siyum_letters import MOST
from letters.siyum_places import Unclear, in_verses, last_letters, numbered


class KeepForm(forms.Form):
    """Which letters are kept: in one of three ways, or in several."""

    last = forms.IntegerField(
        label=gettext_lazy("The last letters of the Torah, so many"),
        required=False,
        min_value=1,
        max_value=MOST,
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
        for name, read in (("numbers", numbered), ("verses", in_verses)):
            try:
                self.ordinals |= read(self._edition, typed.get(name, ""))
            except Unclear as unclear:
                self.add_error(name, str(unclear))
        if not self.ordinals and not self.errors:
            raise forms.ValidationError(_("Say which letters, in one of the three ways."))
        if len(self.ordinals) > MOST:
            raise forms.ValidationError(
                _("These are %(count)s letters; at most %(most)s of a scroll can be kept.")
                % {"count": f"{len(self.ordinals):,}", "most": MOST}
            )
        return typed


def _name(label: Any, required: bool = False) -> forms.CharField:
    # strip=False: a name is kept exactly as it was typed.
    return forms.CharField(
        label=label,
        max_length=NAME_LIMIT,
        required=required,
        strip=False,
        validators=[validate_name],
        widget=UnfoldAdminTextInputWidget,
    )


class HonourForm(forms.Form):
    """Who is honoured, and with which of the kept letters."""

    letter = forms.TypedChoiceField(
        label=gettext_lazy("Letter"), coerce=int, widget=UnfoldAdminSelectWidget
    )
    given_name = _name(gettext_lazy("Given name"), required=True)
    relation = forms.ChoiceField(
        label=gettext_lazy("Son or daughter"),
        choices=Relation.choices,
        widget=UnfoldAdminSelectWidget,
    )
    mother_name = _name(gettext_lazy("Mother’s name"))
    father_name = _name(gettext_lazy("Father’s name"))
    family_name = _name(gettext_lazy("Family name"))
    child = forms.BooleanField(
        label=gettext_lazy("A child"), required=False, widget=UnfoldBooleanWidget
    )
    departed = forms.BooleanField(
        label=gettext_lazy("This person has passed away"),
        required=False,
        widget=UnfoldBooleanWidget,
    )
    honorific = forms.ChoiceField(
        label=gettext_lazy("After the name"),
        choices=[("", "—"), *Honorific.choices],
        required=False,
        widget=UnfoldAdminSelectWidget,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("The mail about the siyum goes there."),
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

    def clean(self) -> dict[str, Any]:
        """A parent's name, and nothing after the name of the living."""
        typed = super().clean() or {}
        named = f"{typed.get('mother_name', '')}{typed.get('father_name', '')}".strip()
        if not named and not {"mother_name", "father_name"} & self.errors.keys():
            self.add_error(
                "mother_name",
                _("Write the mother’s or the father’s name. Where neither is known: Sarah."),
            )
        if typed.get("honorific") and not typed.get("departed"):
            self.add_error(
                "honorific",
                _("This follows the name of the departed. Tick “has passed away”, or choose none."),
            )
        return typed

    @property
    def person(self) -> Person:
        """The person, new and not saved."""
        names = ["given_name", "relation", "mother_name", "father_name", "family_name"]
        return Person(
            kind=Person.Kind.CHILD if self.cleaned_data["child"] else Person.Kind.ADULT,
            declared=Person.Declared.AUTHORISED,
            **{name: self.cleaned_data[name] for name in [*names, "departed", "honorific"]},
        )
