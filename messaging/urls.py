"""URLs of unsubscription and of the mail service's reports."""

from anymail import urls as anymail_urls
from django.conf import settings
from django.urls import URLPattern, path

from messaging.unsubscribe import unsubscribe


def mail_service_urls(service: str) -> list[URLPattern]:
    """The webhook URL of this mail service (anymail's name for it); empty for ""."""
    return [
        path(f"anymail/{pattern.pattern}", pattern.callback, name="mail_service_reports")
        for pattern in anymail_urls.urlpatterns
        if str(pattern.pattern) == f"{service}/tracking/"
    ]


urlpatterns = [path("unsubscribe/<str:token>/", unsubscribe, name="unsubscribe")]
unprefixed = mail_service_urls(settings.EMAIL_SERVICE)
