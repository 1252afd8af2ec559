"""The root URLconf."""

from allauth.account.decorators import secure_admin_login
from allauth.socialaccount.providers.google.views import oauth2_callback
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, include, path

from accounts.views import confirm_login_code, request_login_code
from communities import urls as communities_urls
from core.http.language_paths import in_each_language
from letters import urls as letters_urls
from messaging import urls as messaging_urls
from payments import urls as payments_urls
from unity_torah import site_files
from unity_torah.errors import not_found
from unity_torah.health import healthz, readyz
from unity_torah.history.views import history, object_history
from unity_torah.sitemaps import SITEMAPS

# Everyone signs in by a code or a passkey, never by the admin's own password form.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

handler404 = "unity_torah.errors.page_not_found"
handler500 = "unity_torah.errors.server_error"

_accounts: list[URLPattern | URLResolver] = [
    path("login/code/", request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", confirm_login_code, name="account_confirm_login_code"),
    # Nothing of an account at Google is stored, so nothing is connected; one-tap is not offered.
    path("3rdparty/", not_found),
    path("3rdparty/signup/", not_found),
    path("google/login/token/", not_found),
    path("", include("allauth.urls")),
]
# Addresses that machines know, or paper, or another site: the same in every language.
_unprefixed: list[URLPattern | URLResolver] = [
    *letters_urls.unprefixed,
    *payments_urls.unprefixed,
    *messaging_urls.unprefixed,
    *communities_urls.unprefixed,
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/history/", admin.site.admin_view(history), name="history"),
    path(
        "admin/<slug:app>/<slug:model>/<path:pk>/history/",
        admin.site.admin_view(object_history),
        name="object_history",
    ),
    # The admin's "view on site", which asks the table of whatever model is named; some have none.
    path("admin/r/<path:object_of_a_model>", not_found),
    path("admin/", admin.site.urls),
    path("robots.txt", site_files.robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path(".well-known/security.txt", site_files.security_txt, name="security_txt"),
    path("favicon.ico", site_files.favicon, name="favicon"),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]
urlpatterns = [
    *_unprefixed,
    *in_each_language(
        path("", include("letters.urls")),
        path("", include("payments.urls")),
        path("", include("messaging.urls")),
        path("", include("communities.urls")),
        path("", include("families.urls")),
        path("", include("organisation.urls")),
        path("accounts/", include(_accounts)),
        path("manifest.webmanifest", site_files.manifest, name="manifest"),
        path("share.png", site_files.share, name="share_picture"),
        # Last: whatever else has a page is not a series.
        path("<slug:series>/", include("unity_torah.series_urls")),
    ),
    # Google redirects to the one address that is registered there. Reversing takes the last.
    path("accounts/google/login/callback/", oauth2_callback, name="google_callback"),
]
