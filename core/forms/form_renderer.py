"""How every form of the site is rendered: `{{ field.as_field_group }}` in a template."""

from collections.abc import Mapping
from typing import Any

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest


class FormRenderer(TemplatesSetting):
    """Django's renderer with the site's own template for a field, and without `maxlength`.

    A browser cuts what is pasted or typed at `maxlength` and says nothing: the limit is checked
    when the form is sent, and named with the count (`core.forms.messages`).
    """

    field_template_name = "forms/field.html"

    def render(
        self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None
    ) -> str:
        if isinstance(widget := context.get("widget"), dict):
            widget["attrs"] = {k: v for k, v in widget["attrs"].items() if k != "maxlength"}
        return super().render(template_name, context, request)  # type: ignore[arg-type]


def error_anchor(field: BoundField) -> str:
    """The id that an error summary links to: the control, or the first one of a group."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)
