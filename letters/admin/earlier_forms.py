"""The forms of a register of an earlier scroll: sending a file, and what its columns are."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminFileFieldWidget,
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from letters.earlier.columns import CHOICES
from letters.models import EarlierRegister, Series
from letters.reading.source import FILE_ENDINGS
from letters.reading.table import OF_A_REGISTER, clean_cell

SAMPLES = 3  # of a column


class RegisterForm(forms.Form):
    """A file with where it comes from."""

    series = forms.ModelChoiceField(
        label=gettext_lazy("Series"),
        queryset=Series.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label=None,
    )
    scroll_number = forms.IntegerField(
        label=gettext_lazy("Number of the scroll"),
        min_value=1,
        max_value=999,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=120, widget=UnfoldAdminTextInputWidget
    )
    origin = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=200,
        help_text=gettext_lazy("Who kept this register, and where the file comes from."),
        widget=UnfoldAdminTextInputWidget,
    )
    quality = forms.ChoiceField(
        label=gettext_lazy("How far it can be relied on"),
        choices=EarlierRegister.Quality.choices,
        widget=UnfoldAdminSelectWidget,
    )
    file = forms.FileField(
        label=gettext_lazy("The file"),
        help_text=gettext_lazy("CSV or Excel of any shape, up to 100 MB and 500,000 rows."),
        widget=UnfoldAdminFileFieldWidget(attrs={"accept": FILE_ENDINGS}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["series"].queryset = Series.objects.order_by("pk")  # type: ignore[attr-defined]
        self.fields["series"].label_from_instance = lambda series: series.title  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return clean_cell(self.cleaned_data["title"])

    def clean_origin(self) -> str:
        return clean_cell(self.cleaned_data["origin"])

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > OF_A_REGISTER.size:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Please divide it.")
                % {"limit": OF_A_REGISTER.size // 1024**2}
            )
        return file


class ColumnsForm(forms.Form):
    """What each column of the file is."""

    def __init__(self, *args: Any, register: EarlierRegister, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, value in enumerate(register.columns):
            heading = register.headings[number] if number < len(register.headings) else ""
            self.fields[f"column{number}"] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": number + 1},
                choices=CHOICES,
                required=False,
                initial=value,
                help_text=" · ".join(_samples(register, number)),
                widget=UnfoldAdminSelectWidget,
            )

    @property
    def values(self) -> list[str]:
        """The chosen columns, in their order."""
        return [str(value) for value in self.cleaned_data.values()]


def _samples(register: EarlierRegister, number: int) -> Sequence[str]:
    """The first different cells of a column among the samples that were kept."""
    rows = [cells for kind in register.samples.values() for _sheet, _line, cells in kind]
    found = (cells[number] for cells in rows if number < len(cells) and cells[number])
    return list(dict.fromkeys(found))[:SAMPLES]
