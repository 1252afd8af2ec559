"""The choice of the series that names are for, shown where there are several."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from letters.models import Series


class _SeriesRadios(forms.RadioSelect):
    """Radio buttons; those of a series with an age rule are marked for the stylesheet."""

    with_age_rule: frozenset[str] = frozenset()

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.with_age_rule:
            option["attrs"]["data-age-rule"] = True
        return option


class SeriesChoiceField(forms.ChoiceField):
    """One of the series given to `offer`; the first of them where nothing was chosen."""

    widget = _SeriesRadios

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("Which scroll?"), required=False, **kwargs)
        self._series: Mapping[str, Series] = {}

    def offer(self, series: Sequence[Series]) -> None:
        self._series = {each.slug: each for each in series}
        self.choices = [(each.slug, each.title) for each in series]
        self.initial = series[0].slug
        self.widget.with_age_rule = frozenset(each.slug for each in series if each.has_age_rule)
        if len(series) == 1:
            self.widget = forms.HiddenInput()  # type: ignore[assignment]  # of the instance

    def clean(self, value: Any) -> Series:
        slug = super().clean(value) or self.initial
        return self._series[str(slug)]
