"""Production's settings for a web server that is started without collected static files."""

from unity_torah.settings.production import *  # noqa: F403
from unity_torah.settings.production import STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
