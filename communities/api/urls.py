"""Addresses of the API, version 1."""

from django.urls import path

from communities.api.reference import about_api
from communities.api.service import api

urlpatterns = [path("", about_api, name="about_api"), path("", api.urls)]
