"""URLs of finding a letter and of a family's own pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
