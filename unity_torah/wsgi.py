"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DATABASE_STATEMENT_TIMEOUT", "30s")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "unity_torah.settings")

application = get_wsgi_application()
