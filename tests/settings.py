"""Settings of the tests, with PostgreSQL and Redis of their own."""

import atexit
import os
import re
import sys
from contextlib import ExitStack
from pathlib import Path

from dev.services import Unavailable, services

_data = Path(__file__).resolve().parent.parent / "var" / "test"
_running = ExitStack()
atexit.register(_running.close)
try:
    # The processes of a parallel run share the servers of the first.
    _addresses = _running.enter_context(services(data=_data))
except Unavailable as error:
    sys.exit(str(error))
# Each process has its own database in both, because tests empty it.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "")
_number = int(_worker.removeprefix("gw")) + 1 if _worker else 0
os.environ["REDIS_URL"] = re.sub(r"/\d+$", f"/{_number}", _addresses.redis_url)
os.environ["DEBUG"] = "1"
os.environ["PRIVATE_ROOT"] = str(_data / "private" / _worker)
# Mails of the tests reach nobody, and the tests run every day of the week.
os.environ["OBSERVE_QUIET_HOURS"] = "0"
# A proxy in the environment must not be used for local addresses.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

from unity_torah.settings import *  # noqa: E402, F403 - the services come first
from unity_torah.settings import DATABASES, STORAGES  # noqa: E402

DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
SITE_URL = "http://testserver"
# For races of sixteen threads and the test itself.
DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 0, "max_size": 40, "timeout": 20}}
# Another run in the same folder creates and drops its own.
DATABASES["default"]["TEST"] = {"NAME": f"test_unity_torah_{os.getpid()}"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Files are looked up on request: each test client builds its own handler.
WHITENOISE_AUTOREFRESH = True
