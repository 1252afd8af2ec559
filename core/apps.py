"""The app, and the fields of translated texts."""

from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models import Model
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslatedVirtualField
from modeltrans.translator import add_virtual_fields, get_i18n_field, patch_constructor

from core.forms.messages import use_own_wording


class CoreConfig(AppConfig):
    name = "core"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Before any form is defined: a field copies the messages when it is made.
        use_own_wording()

    def ready(self) -> None:
        """Give each model with a translated field its fields of the other languages.

        The app of modeltrans would also replace the managers of these models, which then make a
        new class for every query set. No query here needs it.
        """
        for model in apps.get_models():
            if field := get_i18n_field(model):
                add_virtual_fields(model, field.fields, field.required_languages)
                patch_constructor(model)
                _label_translations(model)


def _label_translations(model: type[Model]) -> None:
    """Label the fields of the other languages, "name, in Hebrew"; only these are for forms."""
    for field in model._meta.get_fields():
        if not isinstance(field, TranslatedVirtualField):
            continue
        field.editable = field.language not in (None, settings.LANGUAGE_CODE)
        field._help_text = field.original_field.help_text
        if field.editable:
            field.verbose_name = format_lazy(
                _("{label}, in {language}"),
                label=field.original_field.verbose_name,
                language=_language_name(field.language),
            )


def _language_name(code: str) -> Any:
    try:
        return _(get_language_info(code)["name"])
    except KeyError:
        return lazystr(code)
