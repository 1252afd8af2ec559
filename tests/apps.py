"""The packages of the program, without the tools of development."""

from pathlib import Path

from django.conf import settings

APPS = [
    app
    for app in settings.INSTALLED_APPS
    if (Path(settings.BASE_DIR) / app).is_dir() and app != "dev"
]
