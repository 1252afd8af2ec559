"""The ways to sign in that are offered."""

from django import template

from accounts import google

register = template.Library()
register.simple_tag(google.google_offered, name="google_offered")
