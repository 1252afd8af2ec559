"""Amounts in templates."""

from django import template

from core.amounts.money import format_money

register = template.Library()


@register.filter
def money(amount: int, currency: str) -> str:
    """Minor units of the currency as text: `{{ order.total|money:order.currency }}`."""
    return format_money(amount, currency)
