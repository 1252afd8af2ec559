"""Names of countries in the active language."""

from django import template

from core.countries import country_name

register = template.Library()
register.filter("country", country_name)
