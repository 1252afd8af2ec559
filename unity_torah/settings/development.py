"""Settings for development and `make run`: chosen by DEBUG=1, nothing else has to be set."""

from unity_torah import environment

environment.use_development_defaults()

from unity_torah.settings.base import *  # noqa: E402, F403 - the defaults come first
from unity_torah.settings.base import (  # noqa: E402
    CSP_DIRECTIVES,
    INSTALLED_APPS,
    STATIC_ROOT,
    STORAGES,
    STRIPE_API_BASE,
)

DEBUG = True
INSTALLED_APPS.append("dev")  # not in the image

# The tests of mail must run on every day of the week.
OBSERVE_QUIET_HOURS = environment.env.bool("OBSERVE_QUIET_HOURS", default=True)
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
CSP_DIRECTIVES["form-action"] = [*CSP_DIRECTIVES["form-action"], STRIPE_API_BASE]

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns if it is missing
