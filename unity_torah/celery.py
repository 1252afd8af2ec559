"""The Celery application. Redis only carries reminders; the work itself is in PostgreSQL."""

import os

from celery import Celery

from unity_torah.environment import settings_module

os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module())

app = Celery("unity_torah")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
