"""Addresses of the outbox: leaving, and what a mail service reports."""

from anymail import urls as anymail_urls
from django.conf import settings
from django.urls import URLPattern, path

from messaging.unsubscribe import unsubscribe


def reports(service: str) -> list[URLPattern]:
    """The address to which this mail service (as anymail names it) reports; none without one."""
    return [
        path(f"anymail/{pattern.pattern}", pattern.callback, name="mail_service_reports")
        for pattern in anymail_urls.urlpatterns
        if str(pattern.pattern) == f"{service}/tracking/"
    ]


urlpatterns = [
    path("mails/<str:token>/", unsubscribe, name="unsubscribe"),
    *reports(settings.EMAIL_SERVICE),
]
