"""The Celery application. Redis holds only reminders of work; the work itself is in PostgreSQL."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unity_torah.settings")

app = Celery("unity_torah")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
