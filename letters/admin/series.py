"""Series and their prices in the admin."""

from typing import Any

from django import forms
from django.conf import global_settings
from django.contrib import admin
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin, TabularInline

from core.languages import translated_field_names
from letters.admin.postage_form import PostagePriceForm
from letters.admin.price_form import PriceForm
from letters.models import PostagePrice, Price, Series


class PriceInline(TabularInline):  # type: ignore[misc]
    """Prices, typed in the units of their currency."""

    model = Price
    form = PriceForm
    extra = 0


class PostagePriceInline(TabularInline):  # type: ignore[misc]
    """What posting printed certificates costs, by country; without rows it isn't offered."""

    model = PostagePrice
    form = PostagePriceForm
    extra = 0


class SeriesForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Series
        fields = "__all__"  # noqa: DJ007 - the admin chooses them

    def clean_slug(self) -> str:
        """A page with a fixed address would hide the series, or a language that is added."""
        slug = str(self.cleaned_data["slug"])
        if slug in dict(global_settings.LANGUAGES):
            raise forms.ValidationError(_("This word is the address of another page."))
        try:
            taken = resolve(f"/{slug}/").url_name != "series_home"
        except Resolver404:
            taken = False
        if taken:
            raise forms.ValidationError(_("This word is the address of another page."))
        return slug


@admin.register(Series)
class SeriesAdmin(ModelAdmin):  # type: ignore[misc]
    list_display = ["name", "audience", "is_default", "disclosure", "edition"]
    form = SeriesForm
    fields = [
        "slug",
        *translated_field_names("name"),
        "audience",
        "is_default",
        "disclosure",
        "edition",
        "extras_accepted",
        "closed",
        *translated_field_names("certificate_title"),
        *translated_field_names("certificate_dedication"),
    ]
    inlines = [PriceInline, PostagePriceInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
