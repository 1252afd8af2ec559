"""Settings of the tests: the site's own, on a PostgreSQL and Redis of their own."""

import atexit
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from unity_torah.embedded import Unavailable, services

_data = Path(__file__).resolve().parent.parent / "var" / "test"
# Of several processes of tests each has servers of its own: they empty and kill what they use.
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    _data /= worker
    for name in os.environ.get("SERVERS_OF_THE_TESTS", "").split():
        os.environ.pop(name, None)

_running = ExitStack()
atexit.register(_running.close)
_missing = {"DATABASE_URL", "REDIS_URL"} - os.environ.keys()
try:
    _running.enter_context(services(data=_data))
except Unavailable as error:
    sys.exit(str(error))
os.environ["SERVERS_OF_THE_TESTS"] = " ".join(_missing)
os.environ["DEBUG"] = "1"
os.environ["PRIVATE_ROOT"] = str(_data / "private")
# Mails of the tests reach nobody, and the tests run every day of the week.
os.environ["REST_ON_SHABBOS"] = "0"
# A proxy of the environment is not for this machine's own addresses.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

from unity_torah.settings import *  # noqa: E402, F403 - the services come first
from unity_torah.settings import DATABASES, STORAGES  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
# Sixteen buyers at once, and the test itself.
DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 0, "max_size": 40, "timeout": 20}}
# Of this run alone: another in the same folder makes and drops its own.
DATABASES["default"]["TEST"] = {"NAME": f"test_unity_torah_{os.getpid()}"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
