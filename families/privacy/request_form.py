"""The form with which the committee is asked to delete a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from families.find.form import address_field


class ErasureRequestForm(forms.Form):
    """What is needed to find the one who is meant, and to answer."""

    name = forms.CharField(
        label=_("The name as it was registered"),
        help_text=_("For example: Yosef ben Chana Levi."),
        max_length=200,
        error_messages={"required": _("Please write the name.")},
    )
    certificate = forms.CharField(
        label=_("Number of the certificate"),
        help_text=_("If you have it. It is printed below the name."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "input-short", "dir": "ltr", "autocomplete": "off"}),
    )
    note = forms.CharField(
        label=_("Who registered the name, and what else helps to find it"),
        help_text=_("For example the city, or the name of the Chabad house or school."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = address_field(
        _("Your e-mail address"), _("We mail you a link, and later the committee’s answer.")
    )
