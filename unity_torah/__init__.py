"""The project: settings, root URLconf and what spans the apps."""

from unity_torah.celery import app as celery_app

__all__ = ["celery_app"]
