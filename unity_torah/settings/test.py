"""Settings of the tests; `tests.plugin` starts the services and sets their URLs."""

import os

from unity_torah.settings.development import *  # noqa: F403
from unity_torah.settings.development import DATABASES, STORAGES

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
# For races of sixteen threads and the test itself.
DATABASES["default"]["OPTIONS"] = {
    "pool": {"min_size": 0, "max_size": 40, "timeout": 20},
    # A commit waits for the disk 3 ms; what would be lost with the machine's power is thrown away.
    "options": "-c synchronous_commit=off",
}
# Another run in the same folder creates and drops its own.
DATABASES["default"]["TEST"] = {"NAME": f"test_unity_torah_{os.getpid()}"}
# Emptied before each test, whether it uses the database or not.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
# Files are looked up on request: each test client builds its own handler.
WHITENOISE_AUTOREFRESH = True
