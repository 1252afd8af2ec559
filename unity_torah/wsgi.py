"""The WSGI application. `unity_torah.celery`, imported first, has chosen the settings."""

import os

from django.core.wsgi import get_wsgi_application

# A page has less time for a statement than a worker or a command.
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "30s")

application = get_wsgi_application()
