"""The forms of the actions on a scroll."""

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
)

from core.calendar.local_day import today
from core.calendar.time_zones import time_zones
from core.languages import translated_field_names
from letters import torah
from letters.models import Scroll, Series
from letters.register.last_look import earliest_print_day
from letters.siyum.announcement import SiyumAnnouncement, local_siyum_time
from letters.siyum.siyum import StreamNotAllowed, embed_url

_PLACES = translated_field_names("siyum_place")


def _place_label(name: str) -> Any:
    return capfirst(getattr(Scroll._meta.get_field(name), "verbose_name", name))


class DayWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]
    """The browser's date input."""

    input_type = "date"


class MomentWidget(UnfoldAdminTextInputWidget):  # type: ignore[misc]
    """The browser's date and time input."""

    input_type = "datetime-local"


def text_field(label: Any, help_text: Any = "", direction: str = "") -> forms.CharField:
    """An optional text field; `direction` is "ltr" for what is not text in a language."""
    return forms.CharField(
        label=label,
        max_length=200,
        required=False,
        help_text=help_text,
        widget=UnfoldAdminTextInputWidget(attrs={"dir": direction} if direction else None),
    )


class NextScrollForm(forms.Form):
    series = forms.ModelChoiceField(
        label=gettext_lazy("Series"),
        queryset=Series.objects.none(),
        widget=UnfoldAdminSelectWidget,
        empty_label=None,
    )
    dedication = text_field(
        gettext_lazy("Dedication"), help_text=gettext_lazy("It can be changed until the siyum.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = Series.objects.filter(closed=False)
        self.fields["series"].queryset = active.order_by("pk")  # type: ignore[attr-defined]
        self.fields["series"].label_from_instance = lambda series: series.title  # type: ignore[attr-defined]


class ColumnsForm(forms.Form):
    columns = forms.IntegerField(
        label=gettext_lazy("Columns written"),
        min_value=0,
        max_value=torah.TOTAL_COLUMNS,
        widget=UnfoldAdminIntegerFieldWidget,
    )
    written_on = forms.DateField(
        label=gettext_lazy("On"), initial=lambda: today().civil, widget=DayWidget
    )
    note = text_field(gettext_lazy("Note"))


class PrintDayForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("The register is printed on"), widget=DayWidget)

    def __init__(self, *args: Any, scroll: Scroll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"day": scroll.register_print_day or earliest_print_day(scroll)}


class SiyumForm(forms.Form):
    """The details of the siyum; the time is local to its place."""

    at = forms.DateTimeField(
        label=gettext_lazy("Date and hour, where it is held"),
        required=False,
        widget=MomentWidget(),
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Time zone of the place"), widget=UnfoldAdminSelectWidget
    )
    stream = forms.URLField(
        label=gettext_lazy("Stream"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("The address of the video’s page at YouTube or Vimeo"),
        widget=UnfoldAdminTextInputWidget(attrs={"dir": "ltr"}),
    )
    dedication = text_field(gettext_lazy("Dedication"))

    def __init__(self, *args: Any, scroll: Scroll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _PLACES:
            self.fields[name] = text_field(_place_label(name))
        self.order_fields(["at", "zone", *_PLACES, "stream", "dedication"])
        here = scroll.siyum_zone or settings.HOME_ZONE
        zones = {here, *(zone for zone in time_zones() if "/" in zone)}
        self.fields["zone"].choices = [(zone, zone) for zone in sorted(zones)]  # type: ignore[attr-defined]
        moment = local_siyum_time(scroll)
        self.initial = {
            "at": moment and f"{moment:%Y-%m-%dT%H:%M}",
            "zone": here,
            **{name: getattr(scroll, name) for name in _PLACES},
            "stream": scroll.siyum_stream,
            "dedication": scroll.dedication,
        }

    def clean_stream(self) -> str:
        address = str(self.cleaned_data["stream"])
        try:
            if address:
                embed_url(address)
        except StreamNotAllowed as refused:
            raise forms.ValidationError(
                _("Write the https address of a video at YouTube or Vimeo; no other is shown.")
            ) from refused
        return address

    @property
    def announcement(self) -> SiyumAnnouncement:
        data = self.cleaned_data
        return SiyumAnnouncement(
            siyum_at=data["at"] and data["at"].replace(tzinfo=ZoneInfo(data["zone"])),
            siyum_zone=data["zone"],
            siyum_place={name: data[name] for name in _PLACES},
            siyum_stream=data["stream"],
            dedication=data["dedication"],
        )


class ConfirmNumberForm(forms.Form):
    """The number of the scroll, typed as a confirmation."""

    number = forms.IntegerField(
        label=gettext_lazy("To complete it, type the number of the scroll"),
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, *args: Any, scroll: Scroll, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scroll = scroll

    def clean_number(self) -> int:
        number = int(self.cleaned_data["number"])
        if number != self._scroll.number:
            raise forms.ValidationError(_("This is not the number of this scroll."))
        return number
