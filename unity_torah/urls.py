"""The root URLconf."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from accounts.views import confirm_login_code, request_login_code
from unity_torah.errors import not_found
from unity_torah.health import healthz, readyz
from unity_torah.history.views import history, object_history

# Everyone signs in by a code or a passkey, never by the admin's own password form.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler404 = "unity_torah.errors.page_not_found"
handler500 = "unity_torah.errors.server_error"

urlpatterns = [
    path("", include("letters.urls")),
    path("", include("payments.urls")),
    path("", include("messaging.urls")),
    path("", include("communities.urls")),
    path("", include("families.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/login/code/", request_login_code, name="account_request_login_code"),
    path("accounts/login/code/confirm/", confirm_login_code, name="account_confirm_login_code"),
    # Nothing of an account at Google is stored, so nothing is connected; one-tap is not offered.
    path("accounts/3rdparty/", not_found),
    path("accounts/3rdparty/signup/", not_found),
    path("accounts/google/login/token/", not_found),
    path("accounts/", include("allauth.urls")),
    path("admin/history/", admin.site.admin_view(history), name="history"),
    path(
        "admin/<slug:app>/<slug:model>/<path:pk>/history/",
        admin.site.admin_view(object_history),
        name="object_history",
    ),
    # The admin's "view on site", which asks the table of whatever model is named; some have none.
    path("admin/r/<path:object_of_a_model>", not_found),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    # Last: whatever else has a page is not a series.
    path("<slug:series>/", include("unity_torah.series_urls")),
]
