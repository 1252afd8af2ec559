"""Every address of the house."""

from django.contrib import admin
from django.urls import include, path

from unity_torah.health import healthz, readyz

urlpatterns = [
    path("", include("letters.urls")),
    path("", include("payments.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
