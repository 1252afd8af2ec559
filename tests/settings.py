"""Settings of the tests: the site's own, with what must not wait or leave the machine."""

from unity_torah.settings import *  # noqa: F403
from unity_torah.settings import DATABASES

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
# Sixteen buyers at once, and the test itself.
DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 0, "max_size": 40, "timeout": 20}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_TASK_ALWAYS_EAGER = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
