"""Forms for applications and members."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from communities.models import Application, Membership
from core.countries import countries
from core.forms.form_fields import EmailField
from core.forms.no_addresses import validate_without_addresses
from core.languages import translated_field_names

_NAMES = translated_field_names("name")


class ApplicationForm(forms.ModelForm):  # type: ignore[type-arg]
    """An application for a community."""

    field_order = [
        *translated_field_names("name"),
        "city",
        "country",
        "applicant",
        "about",
        "email",
    ]

    class Meta:
        model = Application
        fields = [*_NAMES, "city", "country", "applicant", "about", "email"]
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "name": _("As people know it: Chabad of …, the school, the town."),
            "about": _("The committee reads it; a sentence or two is enough."),
            "email": _("You sign in with it: we send a code to it."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"] = forms.ChoiceField(
            label=_("country"), choices=[("", "—"), *countries()]
        )
        email = self.fields["email"].widget.attrs
        email.update(dir="ltr", autocomplete="email")
        for name in (*_NAMES, "city", "applicant", "about"):
            self.fields[name].widget.attrs["dir"] = "auto"
        for name in (*_NAMES, "city", "applicant"):  # mailed to people on its lists
            self.fields[name].validators.append(validate_without_addresses)


class MemberForm(forms.Form):
    """A new member of a community."""

    email = EmailField(label=_("e-mail address"), widget=forms.EmailInput(attrs={"dir": "ltr"}))
    name = forms.CharField(
        label=_("name"),
        max_length=120,
        validators=[validate_without_addresses],
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    role = forms.ChoiceField(
        label=_("role"),
        choices=cast("Any", Membership.Role.choices),
        initial=Membership.Role.HELPER,
        widget=forms.RadioSelect,
    )
