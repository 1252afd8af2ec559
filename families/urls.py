"""URLs of finding a letter and of a family's own pages."""

from django.urls import path

from families.pages import find, find_links, find_owner_request, privacy

urlpatterns = [
    path("privacy/", privacy.privacy, name="privacy"),
    path("find/", find.find, name="find"),
    path("find/code/<str:token>/", find.find_code, name="find_code"),
    path("find/sent/", find.find_sent, name="find_sent"),
    path("find/links/", find_links.find_links, name="find_links"),
    path("find/certificate/", find_links.find_certificate_page, name="find_certificate"),
    path(
        "find/requests/<str:token>/",
        find_owner_request.find_owner_request,
        name="find_owner_request",
    ),
]
