"""The forms that create a list: from a file or a text, and from photographs."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from communities.lists.series_choice import SeriesChoiceField
from letters.models import Series
from letters.reading.source import FILE_ENDINGS, MAX_FILE_SIZE
from payments.orders.consent import CONSENT_HELP, SENT_LIST

_with_template_link = lazy(format_html, str)


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """The data and files of a form: bound by every POST, an empty one too."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


class _NewListForm(forms.Form):
    """A title and, where there are several, the series."""

    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    series = SeriesChoiceField()
    consent = forms.BooleanField(
        label=SENT_LIST,
        help_text=CONSENT_HELP,
        error_messages={"required": _("Without their agreement the names cannot be kept.")},
    )

    def __init__(self, *args: Any, choices: Sequence[Series], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("SeriesChoiceField", self.fields["series"]).offer(choices)


class NewListForm(_NewListForm):
    """A list of names, as a file or as pasted text."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        help_text=_with_template_link(
            '{} <a href="{}">{}</a>',
            _("Excel, CSV, a Word document or contacts, up to 5,000 names."),
            reverse_lazy("list_template"),
            _("A template to fill in"),
        ),
        error_messages={"empty": _("There is nothing in this file. Please choose another.")},
        widget=forms.FileInput(attrs={"accept": FILE_ENDINGS}),
    )
    text = forms.CharField(
        label=_("Or paste the names here"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is needed; a file wins over a text."""
        cleaned = dict(super().clean() or {})
        file = cleaned.get("file")
        typed_wrong = {"file", "text"} & self.errors.keys()
        if not file and not cleaned.get("text") and not typed_wrong:
            self.add_error("file", _("Choose a file, or paste names into the field."))
        if file and (file.size or 0) > MAX_FILE_SIZE:
            self.add_error("file", _("The file is larger than 10 MB; a list of names is smaller."))
        return cleaned


class _Photographs(forms.FileInput):
    allow_multiple_selected = True


class _PhotographsField(forms.FileField):
    """Several files; what is wrong with one of them is said after the others are stored."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Photographs"),
            help_text=_(
                "Up to 100 at once, each up to 15 MB: JPEG, PNG or WebP. Only your community’s "
                "team sees them."
            ),
            error_messages={"required": _("Choose photographs first.")},
            allow_empty_file=True,
            widget=_Photographs(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        )

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        return [super(_PhotographsField, self).clean(each, initial) for each in data or [None]]


class PhotographsForm(forms.Form):
    """More photographs for a list of signup cards."""

    photographs = _PhotographsField()


class SignupCardsForm(_NewListForm, PhotographsForm):
    """A new list of signup cards."""

    field_order = ("title", "series", "photographs", "consent")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].help_text = _("For instance: Purim at the school. It may stay empty.")
