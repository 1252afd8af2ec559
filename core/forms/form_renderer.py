"""How every form of the site is rendered: `{{ field.as_field_group }}` in a template."""

from django.forms import BoundField
from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Django's renderer with the site's own template for a field."""

    field_template_name = "forms/field.html"


def error_anchor(field: BoundField) -> str:
    """The id that an error summary links to: the control, or the first one of a group."""
    return f"{field.auto_id}_0" if field.use_fieldset else str(field.auto_id)
