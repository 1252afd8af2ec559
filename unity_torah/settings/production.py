"""Settings for production: the default. A missing variable stops the start."""

from unity_torah import environment

environment.check()

from unity_torah.settings.base import *  # noqa: E402, F403 - the check comes first
from unity_torah.settings.base import SITE_URL, TRUSTED_PROXIES  # noqa: E402

DEBUG = False

if TRUSTED_PROXIES > 0:  # without a proxy any client could set the header
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = SITE_URL.startswith("https:")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
