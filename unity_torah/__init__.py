"""The frame of the house: settings, urls and services. No rules live here."""

from unity_torah.celery import app as celery_app

__all__ = ["celery_app"]
