"""The WSGI application. `unity_torah.celery`, imported first, has chosen the settings."""

import os

from django.core.wsgi import get_wsgi_application

# A page has less time than a worker or a command, and answers within five seconds if PostgreSQL or
# Redis hangs.
os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "30s")
os.environ.setdefault("DATABASE_ANSWER_TIMEOUT", "35")
os.environ.setdefault("DATABASE_POOL_TIMEOUT", "3")
os.environ.setdefault("REDIS_TIMEOUT", "0.5")

application = get_wsgi_application()
