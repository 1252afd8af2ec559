"""URLs of the API, version 1."""

from django.urls import path

from communities.api.reference import api_reference
from communities.api.service import api

urlpatterns = [path("", api_reference, name="api_reference"), path("", api.urls)]
